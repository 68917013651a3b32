/** A version as a device gets it: the record's, with the name of the view that the pack was cut for. */
import { viewName, type View } from '../access/view';

const MARK = '~';

/** Two packs of one such version are the same; a pack cut for another view has another version. */
export function versionIn(version: string, view: View): string {
  const name = viewName(view);
  return name === '' ? version : `${version}${MARK}${name}`;
}

export function inView(version: string, view: View): boolean {
  return (version.split(MARK, 2)[1] ?? '') === viewName(view);
}

/** The record's own version. */
export function wholeVersion(version: string): string {
  return version.split(MARK, 1)[0] ?? version;
}
