/** Base64 of UTF-8 text, as FHIR attachments carry it; the same in a browser, a worker and Node. */
export function encodeBase64(text: string): string {
  return btoa(binaryOf(new TextEncoder().encode(text)));
}

/** The text of base64 bytes in UTF-8. Undefined when it is no base64. */
export function decodeBase64(data: string): string | undefined {
  try {
    return new TextDecoder().decode(bytesOf(atob(data)));
  } catch {
    return undefined;
  }
}

/** Bytes as they stand in JSON and in WebAuthn: base64url without padding. */
export function encodeBase64url(bytes: Uint8Array): string {
  return btoa(binaryOf(bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  return bytesOf(atob(text.replaceAll('-', '+').replaceAll('_', '/')));
}

function binaryOf(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return binary;
}

/** By hand: `Uint8Array.from` calls a function for each, which was half of what a chart with many notes takes. */
function bytesOf(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
