"""Makes the built-in papers, templates/giay-to/*.docx: python3 templates/make_papers.py

They are written as plain WordprocessingML, without what Word and python-docx add to every document, so
that each is a few kilobytes; equal text gives equal bytes. Head, margins, sizes and the signature are
those of the party's papers; the sentences are plain words of an office, and no regulation is quoted.
"""

import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

OUT = Path(__file__).parent / "giay-to"

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MM = 1440 / 25.4
WIDTH = round(160 * MM)  # A4 without margins of 30 and 20 mm


def run(text, bold=False, italic=False, under=False, caps=False, size=None, color=None):
    look = ""
    if bold:
        look += "<w:b/>"
    if italic:
        look += "<w:i/>"
    if caps:
        look += "<w:caps/>"
    if color:
        look += f'<w:color w:val="{color}"/>'
    if size:
        look += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
    if under:
        look += '<w:u w:val="single"/>'
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    pieces = []
    for number, piece in enumerate(text.split("\t")):
        if number:
            pieces.append("<w:tab/>")
        pieces.append(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')
    return f"<w:r>{look}{''.join(pieces)}</w:r>"


def p(*runs, align=None, indent=0, before=0, after=0, keep=False, new_page=False, line=None, tab=None, **look):
    """A paragraph; a text becomes a run with this look."""
    inner = "".join(run(it, **look) if isinstance(it, str) and not it.startswith("<w:") else it for it in runs)
    form = ""
    if keep:
        form += "<w:keepNext/><w:keepLines/>"
    if new_page:
        form += "<w:pageBreakBefore/>"
    if tab:
        form += f'<w:tabs><w:tab w:val="left" w:pos="{round(tab * MM)}"/></w:tabs>'
    spacing = f'<w:spacing w:before="{before * 20}" w:after="{after * 20}"'
    spacing += f' w:line="{line * 20}" w:lineRule="atLeast"/>' if line else "/>"
    form += spacing
    if indent:
        form += f'<w:ind w:firstLine="{round(indent * MM)}"/>'
    if align:
        form += f'<w:jc w:val="{align}"/>'
    return f"<w:p><w:pPr>{form}</w:pPr>{inner}</w:p>"


def body(*runs, align="both", **more):
    """A paragraph of the text: 14 points, first line indented."""
    return p(*runs, align=align, indent=10, before=6, line=18, **more)


def center(*runs, **more):
    return p(*runs, align="center", **more)


def cell(width, *paragraphs, middle=False):
    vertical = '<w:vAlign w:val="center"/>' if middle else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{vertical}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def row(*cells, head=False):
    repeat = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths, rows, ruled):
    """A table with lines, or one that only keeps two columns apart."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    kind, weight = ("single", 4) if ruled else ("nil", 0)
    lines = "".join(f'<w:{it} w:val="{kind}" w:sz="{weight}" w:space="0" w:color="auto"/>' for it in sides)
    inside = 70 if ruled else 0
    grid = "".join(f'<w:gridCol w:w="{it}"/>' for it in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{lines}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="' f'{inside}" w:type="dxa"/><w:right w:w="{inside}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def listing(columns, *, head_if="", last=None, row_if="", size=12):
    """A list: (heading, millimetres, content, alignment) a column; the row of contents repeats."""
    total = sum(it[1] for it in columns)
    widths = [round(WIDTH * it[1] / total) for it in columns]
    heads = [head_if + columns[0][0]] + [it[0] for it in columns[1:]]
    contents = [row_if + columns[0][2]] + [it[2] for it in columns[1:]]

    def line(texts, bold, head=False, align=None):
        cells = [
            cell(width, p(text, align=align or it[3], before=2, after=2, size=size, bold=bold), middle=True)
            for width, text, it in zip(widths, texts, columns)
        ]
        return row(*cells, head=head)

    rows = [line(heads, True, head=True, align="center"), line(contents, False)]
    if last:
        rows.append(line(last, True))
    return table(widths, rows, ruled=True)


DRAFT = center("{{if draft}}{{draft}}", bold=True, size=16, color="C00000", after=6)
DATE = "{{place}}, ngày        tháng        năm           "


def head(number, dated=False, above="{{issuer.above}}", name="{{issuer.name}}"):
    """Who writes on the left, the party on the right; number, place and date below."""
    left = [center(above, caps=True), center(name, caps=True, bold=True), center("*")]
    date = [center(DATE, italic=True, before=6)]
    if dated:
        left.append(center("{{if decision.number}}Số {{decision.number}}"))
        left.append(center(f"{{{{if not decision.number}}}}Số        {number}"))
        day = "{{if decision.day}}{{place}}, ngày {{decision.day}} tháng {{decision.month}} năm {{decision.year}}"
        date = [
            center(day, italic=True, before=6),
            center("{{if not decision.day}}" + DATE, italic=True, before=6),
        ]
    else:
        left.append(center(f"Số        {number}"))
    right = [center("ĐẢNG CỘNG SẢN VIỆT NAM", bold=True, size=15, under=True), center(""), *date]
    left_width = round(77 * MM)
    widths = [left_width, WIDTH - left_width]
    return table(widths, [row(cell(widths[0], *left), cell(widths[1], *right))], ruled=False)


def title(kind, *about):
    lines = [center(kind, bold=True, size=16, before=18)]
    lines += [center(it, bold=True) for it in about]
    return "".join(lines) + center("-----", after=6)


def foot(*to):
    """Who gets it on the left, who signs on the right."""
    left = [p("Nơi nhận:", under=True, before=12)] + [p(it, size=12) for it in to]
    right = [
        center("{{signature.on_behalf}}", bold=True, caps=True, before=12),
        center("{{signature.post}}", caps=True),
        *[center("") for _ in range(4)],
        center("{{signature.name}}", bold=True),
    ]
    left_width = round(WIDTH * 0.5)
    widths = [left_width, WIDTH - left_width]
    return table(widths, [row(cell(widths[0], *left), cell(widths[1], *right))], ruled=False)


def two_signs(left, right):
    half = WIDTH // 2
    sign = lambda it: [center(it, bold=True, before=12), center("(Ký, ghi rõ họ tên)", italic=True), *[center("") for _ in range(4)]]
    return table([half, half], [row(cell(half, *sign(left)), cell(half, *sign(right)))], ruled=False)


BASIS = [
    body("Căn cứ Điều lệ Đảng Cộng sản Việt Nam;", italic=True),
    body("Căn cứ quy định, hướng dẫn hiện hành về kiểm điểm, đánh giá, xếp loại chất lượng ({{regulation}});", italic=True),
]
RATINGS = [
    ("Hoàn thành xuất sắc nhiệm vụ", "excellent"),
    ("Hoàn thành tốt nhiệm vụ", "good"),
    ("Hoàn thành nhiệm vụ", "satisfactory"),
    ("Không hoàn thành nhiệm vụ", "unsatisfactory"),
]


def by_rating(prefix, unit):
    """A line for each rating that anybody has."""
    share = prefix == "total."
    return [
        body(
            f"{{{{if {prefix}{key}}}}}- {name}: {{{{{prefix}{key}}}}} {unit}"
            + (f" ({{{{{prefix}{key}_share}}}})" if share else "")
            + "."
        )
        for name, key in RATINGS
    ]


def decision(whom, about, first, counts, annex):
    return [
        DRAFT,
        head("-QĐ/ĐU", dated=True),
        title("QUYẾT ĐỊNH", f"công nhận kết quả đánh giá, xếp loại chất lượng {about} năm {{{{year}}}}"),
        *BASIS,
        body(f"Căn cứ kết quả kiểm điểm, tự xếp loại và đề nghị xếp loại chất lượng {whom} năm {{{{year}}}},", italic=True),
        center("{{issuer.body}}", bold=True, caps=True, before=12),
        center("QUYẾT ĐỊNH", bold=True, after=6),
        body(run("Điều 1. ", bold=True), run(first)),
        *counts,
        body(run("Điều 2. ", bold=True), run("Bộ phận tham mưu, giúp việc, các chi bộ và " + whom + " có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.")),
        body(run("Điều 3. ", bold=True), run("Quyết định có hiệu lực kể từ ngày ký."), keep=True),
        foot("- Như Điều 2,", "- {{superior}} (để báo cáo),", "- Lưu hồ sơ."),
        center("DANH SÁCH", bold=True, size=16, new_page=True),
        center(f"{about} được công nhận kết quả xếp loại chất lượng năm {{{{year}}}}", bold=True),
        center("{{if decision.number}}(Kèm theo Quyết định số {{decision.number}}{{decision.date}} của {{decision.body}})".replace("{{decision.date}}", ", ngày {{decision.date}},"), italic=True),
        center("{{if not decision}}(Kèm theo Quyết định số        -QĐ/ĐU, ngày      /      /           )", italic=True),
        center("-----", after=6),
        *annex,
    ]


def members_decided():
    first = "Công nhận kết quả đánh giá, xếp loại chất lượng năm {{year}} đối với {{total.rated}} đảng viên (có danh sách kèm theo), cụ thể:"
    annex = listing(
        [
            ("TT", 9, "{{member.number}}", "center"),
            ("Họ và tên", 35, "{{member.name}}", "left"),
            ("Ngày sinh", 25, "{{member.birth}}", "center"),
            ("Chức vụ", 37, "{{member.posts}}", "left"),
            ("Chi bộ", 33, "{{member.branch}}", "left"),
            ("Mức xếp loại", 21, "{{member.rating}}", "center"),
        ],
        row_if="{{row if member.rating}}",
    )
    return decision("đảng viên", "đảng viên", first, by_rating("total.", "đảng viên"), [annex])


def branches_decided():
    first = "Công nhận kết quả đánh giá, xếp loại chất lượng năm {{year}} đối với {{total.branches}} chi bộ (có danh sách kèm theo), cụ thể:"
    annex = listing(
        [
            ("TT", 9, "{{branch.number}}", "center"),
            ("Chi bộ", 60, "{{branch.name}}", "left"),
            ("Số đảng viên", 24, "{{branch.members}}", "center"),
            ("Mức xếp loại", 67, "{{branch.rating_full}}", "center"),
        ],
        row_if="{{row if branch.rating}}",
    )
    return decision("chi bộ", "chi bộ", first, by_rating("total.branches_", "chi bộ"), [annex])


def collectives_decided():
    first = "Công nhận kết quả đánh giá, xếp loại chất lượng năm {{year}} đối với các tập thể có tên trong danh sách kèm theo."
    annex = listing(
        [
            ("TT", 9, "{{collective.number}}", "center"),
            ("Tập thể", 52, "{{collective.name}}", "left"),
            ("Chi bộ", 40, "{{collective.branch}}", "left"),
            ("Mức xếp loại", 40, "{{collective.rating_full}}", "center"),
        ],
        row_if="{{row if collective.rating}}",
    )
    return decision("tập thể", "tập thể", first, [], [annex])


def units_decided():
    first = "Công nhận kết quả đánh giá, xếp loại chất lượng năm {{year}} đối với các đảng bộ có tên trong danh sách kèm theo, cụ thể:"
    annex = listing(
        [
            ("TT", 9, "{{unit.number}}", "center"),
            ("Đảng bộ", 62, "{{unit.name}}", "left"),
            ("Loại", 30, "{{unit.kind}}", "left"),
            ("Số chi bộ", 19, "{{unit.branches}}", "center"),
            ("Mức xếp loại", 40, "{{unit.rating_full}}", "center"),
        ],
    )
    return decision("đảng bộ", "đảng bộ", first, by_rating("total.", "đảng bộ"), [annex])


def notice():
    people = listing(
        [
            ("TT", 9, "{{member.number}}", "center"),
            ("Họ và tên", 45, "{{member.name}}", "left"),
            ("Ngày sinh", 25, "{{member.birth}}", "center"),
            ("Mức xếp loại", 24, "{{member.rating}}", "center"),
            ("Ghi chú", 57, "{{if not member.rating}}{{member.eligibility}}", "left"),
        ]
    )
    return [
        DRAFT,
        head("-TB/ĐU"),
        title("THÔNG BÁO", "kết quả đánh giá, xếp loại chất lượng năm {{year}}", "của {{branch.name}}"),
        body("{{if decision.number}}Căn cứ Quyết định số {{decision.number}}, ngày {{decision.date}}, của {{decision.body}},", italic=True),
        body("{{issuer.body}} thông báo kết quả đánh giá, xếp loại chất lượng năm {{year}} đối với {{branch.name}} như sau:"),
        body(run("1. Chi bộ", bold=True), keep=True),
        body("{{if branch.rating}}{{branch.name}}: {{branch.rating_full}}."),
        body("{{if not branch.rating}}{{branch.name}}: chưa xếp loại."),
        body(run("{{if total.collectives}}2. Tập thể", bold=True), keep=True),
        body("{{if not collective.is_branch}}{{if collective.rating}}- {{collective.name}}: {{collective.rating_full}}."),
        body(run("{{if total.collectives}}3. Đảng viên", bold=True), keep=True),
        body(run("{{if not total.collectives}}2. Đảng viên", bold=True), keep=True),
        body("Tổng số {{total.members}} đảng viên; đã xếp loại {{total.rated}} đảng viên, trong đó:"),
        *by_rating("total.", "đảng viên"),
        p("", after=6),
        people,
        body("Chi bộ thông báo kết quả này đến từng đảng viên và lưu hồ sơ theo quy định.", keep=True),
        foot("- {{branch.name}},", "- Lưu hồ sơ."),
    ]


def summary():
    columns = [("TT", 9, "{{branch.number}}", "center"), ("Chi bộ", 38, "{{branch.name}}", "left")]
    sums = []
    for heading, key in [("Số ĐV", "members"), ("Đã xếp loại", "rated"), ("HTXSNV", "excellent"), ("HTTNV", "good"), ("HTNV", "satisfactory"), ("KHTNV", "unsatisfactory")]:
        columns.append((heading, {"members": 12, "rated": 13, "excellent": 20, "satisfactory": 15}.get(key, 18), f"{{{{branch.{key}}}}}", "center"))
        sums.append(f"{{{{total.{key}}}}}")
    columns.append(("Chi bộ xếp loại", 20, "{{branch.rating}}", "center"))
    return listing(columns, last=["", "Cộng", *sums, ""], size=11)


def minutes():
    dots = "………………………………………………………………………………"
    return [
        DRAFT,
        head("-BB/ĐU"),
        title("BIÊN BẢN HỘI NGHỊ", "{{issuer.body}}", "xét, quyết định xếp loại chất lượng năm {{year}}"),
        body("Hôm nay, ngày …… tháng …… năm ………, tại " + "……………………………, {{issuer.body}} họp để xét, quyết định kết quả đánh giá, xếp loại chất lượng năm {{year}}.", align="left"),
        body(run("I. Thành phần", bold=True), keep=True),
        body("- Có mặt: ……/…… đồng chí; vắng: …… đồng chí (lý do: ………………).", align="left"),
        body("- Chủ trì: đồng chí …………………………, chức vụ: …………………", align="left"),
        body("- Thư ký: đồng chí …………………………, chức vụ: …………………", align="left"),
        body(run("II. Nội dung", bold=True), keep=True),
        body("1. Nghe báo cáo tổng hợp kết quả của {{total.accepted}}/{{total.branches}} chi bộ: tổng số {{total.members}} đảng viên; được miễn {{total.exempt}}; chưa xếp loại {{total.unrated}}; đã xếp loại {{total.rated}}. Kết quả như sau:", after=6),
        summary(),
        body("{{if total.disciplined}}Trong năm có {{total.disciplined}} đảng viên bị kỷ luật."),
        body("2. Ý kiến thảo luận:"),
        p(dots, before=6), p(dots, before=6), p(dots, before=6),
        body("3. Kết quả bỏ phiếu (biểu quyết): phát ra …… phiếu, thu về …… phiếu, hợp lệ …… phiếu.", align="left"),
        p(dots, before=6), p(dots, before=6),
        body(run("III. Kết luận", bold=True), keep=True),
        p(dots, before=6), p(dots, before=6),
        body("Biên bản được đọc lại cho hội nghị nghe, nhất trí thông qua; hội nghị kết thúc vào hồi …… giờ …… cùng ngày.", keep=True, align="left"),
        two_signs("THƯ KÝ", "CHỦ TRÌ"),
    ]


def counted():
    columns = [("TT", 9, "{{branch.number}}", "center"), ("Chi bộ", 46, "{{branch.name}}", "left")]
    sums = []
    for heading, key in [("Triệu tập", "summoned"), ("Có mặt", "present"), ("Phiếu phát ra", "ballots_issued"), ("Phiếu thu về", "ballots_collected"), ("Hợp lệ", "ballots_valid"), ("Không hợp lệ", "ballots_invalid")]:
        columns.append((heading, 17, f"{{{{branch.{key}}}}}", "center"))
        sums.append(f"{{{{total.{key}}}}}")
    votes = [
        ("TT", 9, "{{member.number}}", "center"),
        ("Họ và tên", 36, "{{member.name}}", "left"),
        ("Chi bộ", 40, "{{member.branch}}", "left"),
    ] + [
        (heading, 19, f"{{{{member.{key}_votes}}}}", "center")
        for heading, key in [("HTXSNV", "excellent"), ("HTTNV", "good"), ("HTNV", "satisfactory"), ("KHTNV", "unsatisfactory")]
    ]
    return [
        DRAFT,
        head("-BB/ĐU"),
        title("BIÊN BẢN", "tổng hợp kết quả kiểm phiếu xếp loại chất lượng năm {{year}}", "tại các chi bộ"),
        body("Hôm nay, ngày …… tháng …… năm ………, tại ……………………………, chúng tôi gồm:", align="left"),
        body("1. Đồng chí ……………………, chức vụ: ………………, tổ trưởng;", align="left"),
        body("2. Đồng chí ……………………, chức vụ: ………………, thành viên;", align="left"),
        body("3. Đồng chí ……………………, chức vụ: ………………, thành viên", align="left"),
        body("đã tổng hợp kết quả kiểm phiếu theo báo cáo của {{total.accepted}}/{{total.branches}} chi bộ:"),
        body(run("I. Số phiếu", bold=True), keep=True, after=6),
        listing(columns, last=["", "Cộng", *sums]),
        body(run("II. Số phiếu đề nghị từng mức đối với đảng viên", bold=True), keep=True, after=6),
        listing(votes, row_if="{{row if member.rating}}", size=11),
        body("Biên bản lập thành 02 bản, có nội dung như nhau.", keep=True),
        two_signs("NGƯỜI LẬP", "TỔ TRƯỞNG"),
    ]


def proposal():
    return [
        DRAFT,
        head("-TTr/ĐU"),
        title("TỜ TRÌNH", "về kết quả đánh giá, xếp loại chất lượng năm {{year}}", "của {{organization}}"),
        center(run("{{if recipient}}Kính gửi: ", italic=True), run("{{recipient}}", bold=True), before=6, after=6),
        center(run("{{if not recipient}}Kính gửi: ", italic=True), run("{{superior}}", bold=True), before=6, after=6),
        body("Thực hiện quy định, hướng dẫn về kiểm điểm, đánh giá, xếp loại chất lượng ({{regulation}}), {{issuer.body}} báo cáo và trình kết quả năm {{year}} như sau:"),
        body(run("1. Đối với đảng viên", bold=True), keep=True),
        body("Tổng số {{total.members}} đảng viên; được miễn {{total.exempt}}; chưa xếp loại {{total.unrated}}; đã xếp loại {{total.rated}}, trong đó:"),
        *by_rating("total.", "đảng viên"),
        body("{{if total.disciplined}}Số đảng viên bị kỷ luật trong năm: {{total.disciplined}}."),
        body(run("2. Đối với chi bộ", bold=True), keep=True),
        body("Tổng số {{total.branches}} chi bộ, trong đó:"),
        *by_rating("total.branches_", "chi bộ"),
        body("{{if total.collectives}}Số tập thể khác được xếp loại: {{total.collectives}}."),
        body(run("3. Kết quả theo chi bộ", bold=True), keep=True, after=6),
        summary(),
        body("{{issuer.body}} trình cấp có thẩm quyền xem xét, cho ý kiến. Gửi kèm: biểu tổng hợp, danh sách và hồ sơ theo danh mục.", keep=True),
        foot("- Như trên,", "- Lưu hồ sơ."),
    ]


def awards():
    def people(head_if, row_if):
        return listing(
            [
                ("TT", 9, "{{excellent.number}}", "center"),
                ("Họ và tên", 35, "{{excellent.name}}", "left"),
                ("Ngày sinh", 25, "{{excellent.birth}}", "center"),
                ("Chức vụ", 37, "{{excellent.posts}}", "left"),
                ("Chi bộ", 34, "{{excellent.branch}}", "left"),
                ("Số năm liên tục", 20, "{{excellent.excellent_years}}", "center"),
            ],
            head_if=head_if,
            row_if=row_if,
        )

    return [
        DRAFT,
        head("-DS/ĐU"),
        title("DANH SÁCH", "đảng viên đề nghị khen thưởng năm {{year}}"),
        body(run("I. Đảng viên hoàn thành xuất sắc nhiệm vụ năm {{year}}: {{total.excellent}} đồng chí", bold=True), keep=True, after=6),
        people("{{row if total.excellent}}", "{{row if excellent.name}}"),
        body(run("II. Trong đó, hoàn thành xuất sắc nhiệm vụ 5 năm liền: {{total.five_years}} đồng chí", bold=True), keep=True, after=6),
        people("{{row if total.five_years}}", "{{row if excellent.five_years}}"),
        body("{{if not total.five_years}}Không có."),
        body("Số năm liên tục lấy theo phiếu của chi bộ, có quyết định của các năm trước thì lấy theo quyết định, tính cả năm {{year}}; đối chiếu với quyết định các năm trước khi lập hồ sơ khen thưởng.", italic=True, keep=True),
        foot("- {{superior}},", "- Lưu hồ sơ."),
    ]


def files():
    parts = [
        "Báo cáo kiểm điểm, tự đánh giá của tập thể, cá nhân",
        "Nhận xét của cấp ủy nơi cư trú (đối với đảng viên đang công tác)",
        "Biên bản hội nghị, biên bản kiểm phiếu",
        "Báo cáo thẩm định, tổng hợp",
        "Quyết định công nhận kết quả xếp loại",
        "Văn bản gợi ý kiểm điểm (nếu có)",
        "Ý kiến tham gia của cơ quan liên quan (nếu có)",
        "Đơn, thư và kết quả giải quyết (nếu có)",
        "Tài liệu khác có liên quan",
    ]
    widths = [round(WIDTH * it) for it in (0.08, 0.62, 0.12, 0.18)]
    line = lambda texts, bold, head=False: row(
        *[cell(w, p(t, align="left" if at in (1,) and not head else "center", before=2, after=2, size=12, bold=bold), middle=True) for at, (w, t) in enumerate(zip(widths, texts))],
        head=head,
    )
    rows = [line(["TT", "Thành phần hồ sơ", "Số tờ", "Ghi chú"], True, True)]
    rows += [line([str(number), it, "", ""], False) for number, it in enumerate(parts, 1)]
    forms = listing(
        [
            ("TT", 9, "{{branch.number}}", "center"),
            ("Chi bộ", 42, "{{branch.name}}", "left"),
            ("Ngày họp", 25, "{{branch.meeting}}", "center"),
            ("Số ĐV", 13, "{{branch.members}}", "center"),
            ("Phiếu đã nhận", 43, "{{branch.form}}", "left"),
            ("Ghi chú", 28, "{{branch.note}}", "left"),
        ]
    )
    return [
        DRAFT,
        head("-DM/ĐU"),
        title("DANH MỤC HỒ SƠ", "đánh giá, xếp loại chất lượng năm {{year}}", "của {{organization}}"),
        body(run("I. Thành phần hồ sơ", bold=True), keep=True, after=6),
        table(widths, rows, ruled=True),
        body(run("II. Phiếu của các chi bộ ({{total.accepted}}/{{total.branches}})", bold=True), keep=True, after=6),
        forms,
        p("", size=6),
        two_signs("NGƯỜI LẬP", "NGƯỜI NHẬN"),
    ]


PAPERS = {
    "quyet-dinh-dang-vien": members_decided,
    "quyet-dinh-chi-bo": branches_decided,
    "quyet-dinh-tap-the": collectives_decided,
    "quyet-dinh-dang-bo": units_decided,
    "thong-bao": notice,
    "bien-ban-hoi-nghi": minutes,
    "bien-ban-kiem-phieu": counted,
    "to-trinh": proposal,
    "de-nghi-khen-thuong": awards,
    "danh-muc-ho-so": files,
}

STYLES = (
    f'{HEAD}<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" '
    'w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
    '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
    "<w:semiHidden/><w:unhideWhenUsed/></w:style></w:styles>"
)
# The number of a page, from the second on, in the middle above.
PAGE = (
    f'{HEAD}<w:hdr xmlns:w="{W}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    '<w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>'
)
TYPES = (
    f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for part, kind in [("document", "document.main"), ("styles", "styles"), ("header1", "header")]
    )
    + "</Types>"
)


def relations(*targets):
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    inner = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def document(parts):
    mm = lambda it: round(it * MM)
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{mm(210)}" w:h="{mm(297)}"/>'
        f'<w:pgMar w:top="{mm(20)}" w:right="{mm(20)}" w:bottom="{mm(20)}" w:left="{mm(30)}" w:header="{mm(10)}" w:footer="{mm(10)}" w:gutter="0"/>'
        "<w:titlePg/></w:sectPr>"
    )
    # A document does not end with a table.
    end = p("", size=2) if parts[-1].endswith("</w:tbl>") else ""
    return f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{"".join(parts)}{end}{section}</w:body></w:document>'


def write(path, parts):
    entries = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations(("officeDocument", "word/document.xml")),
        "word/document.xml": document(parts),
        "word/_rels/document.xml.rels": relations(("styles", "styles.xml"), ("header", "header1.xml")),
        "word/styles.xml": STYLES,
        "word/header1.xml": PAGE,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, text in entries.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0
            info.create_system = 0
            package.writestr(info, text)


def main():
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    out.mkdir(exist_ok=True)
    for name, make in PAPERS.items():
        write(out / f"{name}.docx", make())
        print(f"{name}.docx {(out / f'{name}.docx').stat().st_size}")


if __name__ == "__main__":
    main()
