/** Code and identifier systems that are known, and how a misspelt one is told from one that is merely unknown. */
const HL7 = 'http://terminology.hl7.org/CodeSystem/';
const UK_CORE = 'https://fhir.hl7.org.uk/CodeSystem/UKCore-';
const UK_ID = 'https://fhir.hl7.org.uk/Id/';
const NHS_ID = 'https://fhir.nhs.uk/Id/';

const under = (base: string, names: string): string[] =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => base + name);

export const KNOWN_SYSTEMS: ReadonlySet<string> = new Set([
  'http://snomed.info/sct',
  'http://loinc.org',
  'http://unitsofmeasure.org',
  'http://read.info/readv2',
  'http://read.info/ctv3',
  'http://www.nlm.nih.gov/research/umls/rxnorm',
  'http://www.whocc.no/atc',
  'http://dicom.nema.org/resources/ontology/DCM',
  'http://hl7.org/fhir/sid/icd-10',
  'http://hl7.org/fhir/sid/icd-10-uk',
  'http://hl7.org/fhir/sid/cvx',
  'http://hl7.org/fhir/sid/us-npi',
  'http://hl7.org/fhir/sid/us-ssn',
  // dm+d: three spellings are in use; the third is SNOMED CT's.
  'https://dmd.nhs.uk',
  'https://dmd.nhs.uk/',
  'urn:ietf:bcp:47',
  'urn:ietf:rfc:3986',
  'urn:iso:std:iso:3166',
  ...under(
    NHS_ID,
    `nhs-number ods-organization-code ods-site-code sds-user-id sds-role-profile-id dos-service-id product-id
    cross-care-setting-identifier accredited-system accredited-system-id local-patient-identifier`,
  ),
  ...under(UK_ID, 'gmc-number nmc-number hcpc-number gphc-number gmp-number gdc-number bnf-drug-codes'),
  ...under(
    UK_CORE,
    `NHSNumberVerificationStatus NHSNumberVerificationStatusEngland EthnicCategory EthnicCategoryEngland
    PersonRelationshipType AdditionalPersonRelationshipRole RecordStandardHeadings PracticeSettingCode
    HumanLanguage ConditionEpisodicity MedicationPrescribingOrganizationType DeathNotificationStatus
    ResidentialStatus AddressKeyType OtherContactSystem PreferredContactMethod SampleCategory RecordingSetting`,
  ),
  ...under(
    HL7,
    `observation-category condition-clinical condition-ver-status condition-category
    allergyintolerance-clinical allergyintolerance-verification medicationrequest-category goal-achievement
    flag-category data-absent-reason v3-ActCode v3-ActReason v3-ActMood v3-RoleCode v3-RoleClass v3-Confidentiality
    v3-MaritalStatus v3-ParticipationType v3-ParticipationMode v3-ObservationInterpretation
    v3-DataOperation v3-AdministrativeGender v3-NullFlavor v3-ReligiousAffiliation v2-0074 v2-0131 v2-0203 v2-0276
    v2-0360 v2-0532 organization-type practitioner-role dose-rate-type consentscope consentcategorycodes
    diagnosis-role service-type service-category location-physical-type medication-statement-category
    provenance-participant-type referencerange-meaning subscriber-relationship`,
  ),
]);

/** Of what is shorter, one letter more or less says nothing. */
const SHORTEST = 8;
const CACHED = 5000;
const cache = new Map<string, string | undefined>();

/** The known system that a misspelt one most likely means; undefined when it is known itself, or like none. */
export function likelySystem(system: string): string | undefined {
  if (KNOWN_SYSTEMS.has(system)) return undefined;
  if (cache.has(system)) return cache.get(system);
  const meant = [...KNOWN_SYSTEMS].find((known) => isMisspelling(system, known));
  if (cache.size < CACHED) cache.set(system, meant);
  return meant;
}

function isMisspelling(system: string, known: string): boolean {
  const [given, right] = [plain(system), plain(known)];
  if (given === right) return true;
  // A digit that differs is another system (v2-0131, v2-0203), not a slip.
  if (given.length < SHORTEST || digits(given) !== digits(right)) return false;
  const sameFolder = folder(given) === folder(right);
  return isWithin(given, right, sameFolder ? 1 : 2);
}

/** What people get wrong most: http for https, capitals, a slash or a space at the end. */
function plain(system: string): string {
  return system
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/\/+$/, '');
}

const digits = (text: string): string => text.replace(/\D/g, '');
const folder = (text: string): string => text.slice(0, text.lastIndexOf('/') + 1);

/** Whether at most `most` letters are wrong, missing, too many, or swapped with their neighbour. */
function isWithin(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return (last[b.length] ?? Infinity) <= most;
}
