// The files of a package, by name: enough of the format for the packages that the page makes.
import { inflateRawSync } from "node:zlib";

export function unpack(bytes) {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const files = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, name, extra, note] = [bytes.readUInt32LE(at + 20), ...[28, 30, 32].map((it) => bytes.readUInt16LE(at + it))];
    const start = bytes.readUInt32LE(at + 42);
    const data = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const content = bytes.subarray(data, data + packed);
    const path = bytes.subarray(at + 46, at + 46 + name).toString("utf8");
    files[path] = bytes.readUInt16LE(at + 10) === 8 ? inflateRawSync(content) : content;
    at += 46 + name + extra + note;
  }
  return files;
}
