"""What the programs beside ours must know of a form, and no more: headings and spellings."""

from __future__ import annotations

SHEET = "2_DangVien"
NAME, WHO, RATING = "Họ và tên *", "Diện đánh giá *", "Chi bộ đề nghị xếp loại *"
WANTED = {
    "name": NAME, "born": "Ngày, tháng, năm sinh *", "card": "Số thẻ đảng viên",
    "who": WHO, "rating": RATING, "reason": "Lý do, căn cứ",
}
RATED, GUEST = "Được đánh giá", "Sinh hoạt đảng tạm thời"
RATINGS = ("excellent", "good", "satisfactory", "unsatisfactory")
SPELLINGS = {
    "excellent": ("Hoàn thành xuất sắc nhiệm vụ", "HTXSNV", "HTXS"),
    "good": ("Hoàn thành tốt nhiệm vụ", "HTTNV", "HTT"),
    "satisfactory": ("Hoàn thành nhiệm vụ", "HTNV", "HT"),
    "unsatisfactory": ("Không hoàn thành nhiệm vụ", "KHTNV", "KHT"),
}
RATING_OF = {word: rating for rating, words in SPELLINGS.items() for word in words}
