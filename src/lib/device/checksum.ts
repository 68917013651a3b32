/** CRC-32 (ISO 3309) of a JSON value, in hex: notices bytes that changed by themselves. No protection from anybody. */
const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let crc = n;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

export function checksumOf(value: unknown): string {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(JSON.stringify(value))) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
