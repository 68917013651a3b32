/** Unpacks Snappy, the compression of LevelDB and of Chromium's stored values. See google/snappy, format_description.txt. */
const LARGEST = 256 * 1024 * 1024;

/** As far as it makes sense: bytes that only look packed, or that go on with something else, give what they give. */
export function unpackSnappy(packed: Buffer): Buffer | undefined {
  let at = 0;
  let length = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = packed[at++];
    if (byte === undefined || at > 5) return undefined;
    length += (byte & 127) * scale;
    if (byte < 128) break;
  }
  if (length === 0 || length > LARGEST) return undefined;
  const out = Buffer.alloc(length);
  let written = 0;
  while (written < length && at < packed.length) {
    const tag = packed.readUInt8(at++);
    if ((tag & 3) === 0) {
      const extra = Math.max(0, (tag >> 2) - 59); // bytes that a long literal's length takes
      if (at + extra > packed.length) break;
      const size = (extra === 0 ? tag >> 2 : packed.readUIntLE(at, extra)) + 1;
      at += extra;
      packed.copy(out, written, at, at + size);
      at += size;
      written += size;
      continue;
    }
    const width = [0, 1, 2, 4][tag & 3] ?? 0;
    if (at + width > packed.length) break;
    const back = packed.readUIntLE(at, width) + ((tag & 3) === 1 ? (tag >> 5) * 256 : 0);
    const size = (tag & 3) === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    at += width;
    if (back === 0 || back > written) break;
    // Byte by byte: a copy may reach into what it writes itself.
    for (const end = Math.min(written + size, length); written < end; written++) {
      out.writeUInt8(out.readUInt8(written - back), written);
    }
  }
  return out.subarray(0, Math.min(written, length));
}
