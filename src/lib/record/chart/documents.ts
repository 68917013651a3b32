/** Documents, reports and answered forms. */
import { formatDate } from '../../clinical/dates';
import type { FhirResource } from '../fhir';
import { conceptText, fieldsOf, listOf, textOf } from '../read';
import { labelled, type ChartContext } from './context';
import { placeOf } from './place';
import { observationText, valueText } from './value-text';
import type { Item } from './view';
import { newestFirst } from './when';

/** Newest first. */
export function documentsOf(chart: ChartContext): Item[] {
  return chart.resources
    .filter((resource) => placeOf(resource) === 'documents')
    .map((resource) => documentItem(chart, resource))
    .sort(newestFirst);
}

function documentItem(chart: ChartContext, resource: FhirResource): Item {
  const by = labelled('By', chart.authorOf(resource));
  switch (resource.resourceType) {
    case 'DiagnosticReport':
      return chart.item(resource, conceptText(resource['code']) ?? 'Report', [
        labelled('Conclusion', textOf(resource['conclusion'])),
        ...listOf(resource['result']).map((result) => resultLine(chart, result)),
        by,
      ]);
    case 'QuestionnaireResponse':
      return chart.item(resource, formTitle(chart, resource), [...answers(resource['item']), by]);
    case 'Composition':
      return chart.item(resource, textOf(resource['title']) ?? conceptText(resource['type']) ?? 'Document', [
        ...listOf(resource['section']).map((section) => textOf(fieldsOf(section)['title'])),
        by,
      ]);
    default:
      return chart.item(resource, fileTitle(resource), [
        textOf(resource['description']),
        ...listOf(resource['content']).map(attachmentLine),
        by,
      ]);
  }
}

/** "Calcium: 9.7 mmol/L"; the name alone when the result itself is not in this record. */
function resultLine(chart: ChartContext, reference: unknown): string | undefined {
  const result = chart.find(reference);
  const name = chart.nameOf(reference);
  return (result && labelled(name ?? 'Result', observationText(result))) ?? name;
}

function formTitle(chart: ChartContext, response: FhirResource): string {
  const address = textOf(response['questionnaire']);
  const form = chart.find({ reference: address?.split('/').slice(-2).join('/') });
  return textOf(form?.['title']) ?? textOf(form?.['name']) ?? 'Answered form';
}

/** "Question: answer" a line, whatever the depth. */
function answers(items: unknown): string[] {
  return listOf(items).flatMap((item) => {
    const { text, linkId, answer, item: inner } = fieldsOf(item);
    const given = listOf(answer).flatMap(answerText);
    const nested = [...answers(inner), ...listOf(answer).flatMap((one) => answers(fieldsOf(one)['item']))];
    if (given.length === 0) return nested;
    return [`${textOf(text) ?? textOf(linkId) ?? 'Answer'}: ${given.join(', ')}`, ...nested];
  });
}

function answerText(answer: unknown): string[] {
  const { valueCoding, valueDate, valueDecimal, valueReference } = fieldsOf(answer);
  const date = textOf(valueDate);
  const words =
    valueText(answer) ??
    conceptText(valueCoding) ??
    (date === undefined ? undefined : formatDate(date)) ??
    (typeof valueDecimal === 'number' ? String(valueDecimal) : undefined) ??
    textOf(fieldsOf(valueReference)['display']);
  return words === undefined ? [] : [words];
}

function fileTitle(document: FhirResource): string {
  const titles = listOf(document['content']).map((content) =>
    textOf(fieldsOf(fieldsOf(content)['attachment'])['title']),
  );
  return titles.find((title) => title !== undefined) ?? conceptText(document['type']) ?? 'Document';
}

function attachmentLine(content: unknown): string | undefined {
  const { contentType, size } = fieldsOf(fieldsOf(content)['attachment']);
  const kind = textOf(contentType);
  return kind && labelled('File', typeof size === 'number' ? `${kind}, ${Math.ceil(size / 1024)} KB` : kind);
}
