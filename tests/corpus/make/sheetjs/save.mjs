// Saves a workbook in another format of SheetJS: node save.mjs SOURCE TARGET html|xlml|biff2
import { readFileSync, writeFileSync } from "node:fs";
import XLSX from "xlsx";

const [source, target, bookType] = process.argv.slice(2);
const book = XLSX.read(readFileSync(source));
// Formats of one sheet take the list of members.
const options = { type: "buffer", bookType, sheet: book.SheetNames[1] };
writeFileSync(target, XLSX.write(book, options));
