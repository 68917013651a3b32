/** No types are published for it. */
declare module 'pouchdb-utils' {
  /** What PouchDB names a revision by: with `deterministic`, a digest of the document as it is given to be written. */
  export function rev(doc: object, deterministic: boolean): string;
}
