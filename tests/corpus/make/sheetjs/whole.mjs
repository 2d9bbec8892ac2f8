// Saves a whole workbook in another format of SheetJS: node whole.mjs SOURCE TARGET xlsb|biff8
import { readFileSync, writeFileSync } from "node:fs";
import XLSX from "xlsx";

const [source, target, bookType] = process.argv.slice(2);
const book = XLSX.read(readFileSync(source), { cellNF: true, cellFormula: true, cellStyles: true });
writeFileSync(target, XLSX.write(book, { type: "buffer", bookType, compression: true, bookSST: true }));
