/** The fields of a form that a page of ours sends; none of a body that is no form. */
export async function readForm(request: Request): Promise<Record<string, unknown>> {
  try {
    return Object.fromEntries(await request.formData());
  } catch (cause) {
    if (cause instanceof TypeError) return {}; // what `formData` rejects with
    throw cause;
  }
}
