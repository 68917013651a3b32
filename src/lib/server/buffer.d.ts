/**
 * `@types/pouchdb-core` declares a `Buffer` from before `Uint8Array` had a type parameter, which takes the parameter away
 * from Node's own and makes a `Buffer` no `Uint8Array` any more. This gives it back.
 */
interface Buffer<TArrayBuffer extends ArrayBufferLike = ArrayBufferLike> {
  readonly buffer: TArrayBuffer;
}
