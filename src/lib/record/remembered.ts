/**
 * `make`, which is asked for the same object again and again, worked out once for each: for as long as somebody holds that
 * object, and no longer. Only for what nobody changes in place, as resources and entries.
 */
export function remembered<Of extends WeakKey, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const made = new WeakMap<Of, { value: Made }>();
  return (of) => {
    const known = made.get(of);
    if (known) return known.value;
    const value = make(of);
    made.set(of, { value });
    return value;
  };
}
