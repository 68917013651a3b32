import { decodeBase64 } from '../base64';
import type { FhirResource } from '../fhir';
import { fieldsOf, listOf, textOf } from '../read';
import { remembered } from '../remembered';

/** The text of a DocumentReference that carries it inside; undefined for files and for what stands elsewhere. */
export const noteText = remembered((document: FhirResource): string | undefined => {
  for (const content of listOf(document['content'])) {
    const { contentType, data } = fieldsOf(fieldsOf(content)['attachment']);
    const encoded = textOf(data);
    if (encoded === undefined || !textOf(contentType)?.startsWith('text/plain')) continue;
    const text = decodeBase64(encoded);
    if (text !== undefined) return text;
  }
  return undefined;
});
