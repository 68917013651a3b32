/** The JSON body of a request to the app's own endpoints. */
import { readJson } from '../journals/json-body';
import { ProtocolError } from '../journals/protocol-error';

/** Lists of patients, of links: far less than a journal's photos. */
const LIMIT = 4 * 1024 * 1024;

/** Undefined for what is too long, is no JSON, or names a field twice: no schema takes that. */
export async function readBody(request: Request): Promise<unknown> {
  try {
    return await readJson(request, LIMIT);
  } catch (cause) {
    if (cause instanceof ProtocolError) return undefined;
    throw cause;
  }
}
