// Opens and saves workbooks with SheetJS, in place: cells, merges and hidden rows survive, styles and drop-downs do not.
import { readFileSync, writeFileSync } from "node:fs";
import XLSX from "xlsx";

for (const path of process.argv.slice(2)) {
  const book = XLSX.read(readFileSync(path), { cellNF: true, cellFormula: true, cellStyles: true });
  writeFileSync(path, XLSX.write(book, { type: "buffer", bookType: "xlsx", compression: true, bookSST: true, cellStyles: true }));
}
