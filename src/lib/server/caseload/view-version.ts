/** A version as a device gets it: the record's, with the name of the view that the pack was cut for. */
import { viewName, type View } from '../access/view';

const MARK = '~';

/** Two packs of one such version are the same; a pack cut for another view has another version. */
export function versionIn(version: string, view: View): string {
  const name = viewName(view);
  return name === '' ? version : `${version}${MARK}${name}`;
}

export function inView(version: string, view: View): boolean {
  return viewOfVersion(version) === viewName(view);
}

/** The name of the view that it was cut for. */
export function viewOfVersion(versionInView: string): string {
  return versionInView.split(MARK, 2)[1] ?? '';
}

/** The record's own version. */
export function wholeVersion(version: string): string {
  return version.split(MARK, 1)[0] ?? version;
}
