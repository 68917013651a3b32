/**
 * JSON in which no object names a field twice. Readers differ in which of the two they take: what one part of a system
 * checked, another would then not see.
 */

export class DuplicateKeyError extends SyntaxError {
  override name = 'DuplicateKeyError';
}

/** Strings, and the signs that structure is made of. All else between them is values, which `JSON.parse` has checked. */
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/** Throws a `SyntaxError` for what is no JSON, and a `DuplicateKeyError` for a field that stands twice. */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  /** For each object or list that is open: the fields so far; none for a list. */
  const open: (Set<string> | undefined)[] = [];
  let before = '';
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"') && (before === '{' || before === ',')) note(open.at(-1), token);
    before = token;
  }
  return value;
}

/** In a list a string after a comma is an item, not a field. */
function note(fields: Set<string> | undefined, token: string): void {
  if (!fields) return;
  const field = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  // No field in the message: it may be of a patient.
  if (fields.has(field)) throw new DuplicateKeyError('a field stands twice');
  fields.add(field);
}
