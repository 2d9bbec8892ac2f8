"""Puts four mistakes into a filled form of 2026, as a secretary might: python docs/plant_mistakes.py FORM.xlsx"""

import sys

import openpyxl

path = sys.argv[1]
book = openpyxl.load_workbook(path)
people = book["2_DangVien"]
people["C9"] = "31/02/1982"
people["I11"] = "17/06/2007"
people["M12"] = None
people["J13"] = people["J12"].value
book.save(path)
