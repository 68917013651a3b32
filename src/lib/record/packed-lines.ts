/**
 * The lines of `POST /api/packs` for whoever asks for this type: each compressed by itself (raw deflate, RFC 1951) behind its
 * length, so that a device can keep a pack as it came, and a server can hand out what it compressed before.
 */
export const PACKED_LINES = 'application/vnd.doorstep.packs';

/** Of the length before each line: big-endian. */
export const LENGTH_BYTES = 4;

/** `packed` behind its length. */
export function framed(packed: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(LENGTH_BYTES + packed.length);
  new DataView(frame.buffer).setUint32(0, packed.length);
  frame.set(packed, LENGTH_BYTES);
  return frame;
}
