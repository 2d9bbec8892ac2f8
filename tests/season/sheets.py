"""Sheets of decisions as another program sees them: found by headings, filled in, counted again."""

import openpyxl

DECISION, REASON = "QUYẾT ĐỊNH", "Lý do khác đề nghị"
NUMBER, DATE = "Số quyết định:", "Ngày quyết định:"
PROPOSAL = ("Chi bộ đề nghị", "Mức đề nghị")
RATINGS = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
NAMES = {"Họ và tên": "members", "Tên tập thể": "collectives", "Tên chi bộ": "branches", "Tên đảng bộ": "units"}
KINDS_OF_UNITS = ("Đảng bộ cơ sở", "Đảng bộ bộ phận")


class Table:
    """A sheet of cases."""

    def __init__(self, sheet):
        self.sheet, self.columns, self.head, self.kind = sheet, {}, None, None
        for row in sheet.iter_rows(max_row=40):
            texts = {cell.value: cell.column for cell in row if isinstance(cell.value, str)}
            if DECISION in texts and NAMES.keys() & texts.keys():
                self.columns, self.head = texts, row[0].row
                name = next(iter(NAMES.keys() & texts.keys()))
                self.kind, self.name = NAMES[name], texts[name]
                break

    def rows(self):
        """Rows that are somebody's."""
        for row in range(self.head + 2, self.sheet.max_row + 1):
            # Nobody proposes anything of a unit.
            is_one = self.get(row, "Loại") in KINDS_OF_UNITS if self.kind == "units" else self.proposal(row) in RATINGS
            if is_one and self.sheet.cell(row, self.name).value:
                yield row

    def proposal(self, row):
        if self.kind == "units":
            return "HTTNV"
        column = next(self.columns[it] for it in PROPOSAL if it in self.columns)
        return self.sheet.cell(row, column).value

    def ceiling(self, row):
        return self.sheet.cell(row, self.columns["Mức tối đa"]).value

    def get(self, row, heading):
        return self.sheet.cell(row, self.columns[heading]).value

    def decide(self, row, rating, reason=None):
        self.sheet.cell(row, self.columns[DECISION]).value = rating
        if reason:
            self.sheet.cell(row, self.columns[REASON]).value = reason

    def entry(self, label, value):
        """Types into the cell beside a label of the head."""
        for row in self.sheet.iter_rows(max_row=self.head):
            for cell in row:
                if cell.value == label:
                    merged = [it for it in self.sheet.merged_cells.ranges if cell.coordinate in it]
                    right = max([it.max_col for it in merged] + [cell.column])
                    self.sheet.cell(cell.row, right + 1).value = value
                    return
        raise KeyError(label)


def tables(book):
    found = (Table(sheet) for sheet in book.worksheets)
    return [it for it in found if it.head]


def fill(path, number="12-QĐ/ĐU", date="20/12/2026", out=None, choose=None):
    """Decides on everybody: as proposed, or as `choose(table, row)` says."""
    book = openpyxl.load_workbook(path)
    for table in tables(book):
        table.entry(NUMBER, number)
        table.entry(DATE, date)
        for row in table.rows():
            rating, reason = (choose and choose(table, row)) or (table.proposal(row), None)
            table.decide(row, rating, reason)
    book.save(out or path)
    return book


def count(paths):
    """How many members have which rating."""
    counts = {"HTXSNV": 0, "HTTNV": 0, "HTNV": 0, "KHTNV": 0}
    for path in paths:
        for table in tables(openpyxl.load_workbook(path)):
            if table.kind == "members":
                for row in table.rows():
                    rating = table.get(row, DECISION)
                    if rating:
                        counts[rating] += 1
    return counts
