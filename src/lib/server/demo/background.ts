/** What stands in every adult's record: who they are, what they are allergic to, alerts, vaccinations, yearly reviews. */
import { addDays } from '../../clinical/dates';
import { NHS_NUMBER, snomed } from '../../record/codes';
import { CONFIDENTIALITY } from '../../record/sensitivity';
import { instant } from './calendar';
import { coded, hl7 } from './codes';
import type { Allergen } from './medicines';
import { adultName, fullName, type Sex } from './names';
import { mobile } from './places';
import type { Physiology } from './physiology';
import { round, type Random } from './random';
import type { RecordWriter } from './writer';

export const GP_PRACTICE = 'Sampleford Surgery';
export const GP = 'Dr Priya Raman';

/** The Patient resource itself, its links to mother or babies given. */
const RESTRICTED = { system: CONFIDENTIALITY, code: 'R', display: 'restricted' };

export function writePatient(
  writer: RecordWriter,
  links: { id: string; display: string }[] = [],
): { reference: string } {
  const { id, name, sex, birthDate, nhsNumber, address, phone, restricted } = writer.patient;
  return writer.add(
    'Patient',
    {
      ...(restricted ? { meta: { security: [RESTRICTED] } } : {}),
      identifier: [
        {
          extension: [
            {
              url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus',
              valueCodeableConcept: {
                coding: [
                  {
                    system: 'https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland',
                    code: '01',
                    display: 'Number present and verified',
                  },
                ],
              },
            },
          ],
          system: NHS_NUMBER,
          value: nhsNumber,
        },
      ],
      active: true,
      name: [
        {
          use: 'official',
          family: name.family,
          given: [name.given],
          ...(name.prefix === undefined ? {} : { prefix: [name.prefix] }),
        },
      ],
      telecom: [{ system: 'phone', value: phone, use: phone.startsWith('07') ? 'mobile' : 'home' }],
      gender: sex,
      birthDate,
      address: [{ use: 'home', ...address }],
      generalPractitioner: [{ display: GP_PRACTICE }],
      ...(links.length === 0
        ? {}
        : {
            link: links.map(({ id, display }) => ({
              other: { reference: `Patient/${id}`, display },
              type: 'seealso' as const,
            })),
          }),
    },
    id,
  );
}

const ALLERGIES: Record<Allergen, { text: string; reaction: string; criticality: 'low' | 'high' }> = {
  penicillin: { text: 'Penicillin', reaction: 'Rash and swelling of the lips', criticality: 'high' },
  trimethoprim: { text: 'Trimethoprim', reaction: 'Rash', criticality: 'low' },
  codeine: { text: 'Codeine', reaction: 'Severe nausea and confusion', criticality: 'low' },
  nsaid: { text: 'Aspirin and other NSAIDs', reaction: 'Wheeze', criticality: 'high' },
  latex: { text: 'Latex', reaction: 'Contact dermatitis', criticality: 'low' },
  adhesive: { text: 'Adhesive dressings', reaction: 'Blistering under the adhesive', criticality: 'low' },
};

/** Allergies: listed, a recorded "no known allergies", or (as in real records) nothing recorded at all. */
export function writeAllergies(writer: RecordWriter, random: Random, since: string): Allergen[] {
  const lot = random.next();
  if (lot > 0.88) return [];
  const listed = lot < 0.4 ? random.sample(Object.keys(ALLERGIES) as Allergen[], lot < 0.08 ? 2 : 1) : [];
  const common = {
    clinicalStatus: { coding: [hl7('allergyintolerance-clinical', 'active', 'Active')] },
    verificationStatus: { coding: [hl7('allergyintolerance-verification', 'confirmed', 'Confirmed')] },
    patient: writer.subject,
    recordedDate: since,
  };
  if (listed.length === 0) {
    const none = coded('No known allergies', snomed('716186003', 'No known allergy'));
    writer.add('AllergyIntolerance', { ...common, code: none });
  }
  for (const allergen of listed) {
    const { text, reaction, criticality } = ALLERGIES[allergen];
    const penicillin =
      allergen === 'penicillin' ? [snomed('890458001', 'Penicillin-containing product')] : [];
    writer.add('AllergyIntolerance', {
      ...common,
      category: [allergen === 'latex' || allergen === 'adhesive' ? 'environment' : 'medication'],
      criticality,
      code: coded(text, ...penicillin),
      reaction: [{ manifestation: [{ text: reaction }] }],
    });
  }
  return listed;
}

const LIVES_ALONE = 'Lives alone';
const HOME_ALERTS: readonly [string, 'safety' | 'admin'][] = [
  ['Key safe by the front door: ask the office for the code', 'admin'],
  ['Dog in the house: ring first so that it can be shut away', 'safety'],
  [LIVES_ALONE, 'safety'],
  ['Visit in pairs after dark (lone-worker risk)', 'safety'],
  ['Hard of hearing: use the rear door and knock loudly', 'admin'],
  ['Interpreter needed: book one through the office', 'admin'],
];

export function writeHomeAlerts(writer: RecordWriter, random: Random, since: string): { alone: boolean } {
  const chosen = random.sample(HOME_ALERTS, random.int(0, 3));
  for (const [text, category] of chosen) writer.flag(text, category, since);
  return { alone: chosen.some(([text]) => text === LIVES_ALONE) };
}

/** The recorded decision that resuscitation is not to be attempted. */
export function writeDnacpr(writer: RecordWriter, since: string): void {
  const code = coded(
    'Not for attempted CPR (DNACPR)',
    snomed('450476008', 'Not for attempted cardiopulmonary resuscitation'),
  );
  writer.flag('Not for attempted CPR (DNACPR)', 'clinical', since, code);
  writer.note(
    'Resuscitation decision',
    'DNACPR discussed with the patient and family and agreed. Form in the home, in the yellow folder. For review if the situation changes.',
    instant(since, '11:30'),
    GP,
  );
}

export type Kin = 'child' | 'spouse' | 'sibling' | 'parent';
const KIN: Record<Kin, { code: string; female: string; male: string }> = {
  child: { code: 'CHILD', female: 'Daughter', male: 'Son' },
  spouse: { code: 'SPS', female: 'Wife', male: 'Husband' },
  sibling: { code: 'SIB', female: 'Sister', male: 'Brother' },
  parent: { code: 'PRN', female: 'Mother', male: 'Father' },
};

export function writeNextOfKin(writer: RecordWriter, random: Random, kin: Kin): void {
  const { name: patient, sex: patientSex } = writer.patient;
  const other: Sex = patientSex === 'female' ? 'male' : 'female';
  const sex = kin === 'spouse' ? other : random.chance(0.6) ? 'female' : 'male';
  const name = { ...adultName(random, sex), family: patient.family };
  const { code, [sex]: word } = KIN[kin];
  writer.add('RelatedPerson', {
    active: true,
    patient: writer.subject,
    relationship: [coded(`${word}, next of kin`, hl7('v3-RoleCode', code))],
    name: [{ text: fullName(name), family: name.family, given: [name.given] }],
    telecom: [{ system: 'phone', value: mobile(random), use: 'mobile' }],
    gender: sex,
  });
}

/** Influenza each autumn, COVID-19 each spring, for three years; pneumococcal and shingles once. */
export function writeVaccinations(writer: RecordWriter, epoch: string): void {
  const given = (text: string, on: string) =>
    writer.add('Immunization', {
      status: 'completed',
      vaccineCode: { text },
      patient: writer.subject,
      occurrenceDateTime: on,
      performer: [{ actor: { display: GP_PRACTICE } }],
    });
  for (const years of [1, 2, 3]) {
    given('Influenza vaccine', addDays(epoch, -365 * years + 20));
    given('COVID-19 vaccine', addDays(epoch, -365 * years + 190));
  }
  given('Pneumococcal polysaccharide vaccine', addDays(epoch, -365 * 6));
  given('Shingles vaccine', addDays(epoch, -365 * 4));
}

/** What the practice measured in each of the last two years, ending in how the patient measures now. */
export function writeYearlyReviews(
  writer: RecordWriter,
  random: Random,
  usual: Physiology,
  epoch: string,
): void {
  const smoking = random.pick(['Never smoked', 'Ex-smoker', 'Ex-smoker', 'Smokes 10 a day']);
  for (const years of [2, 1]) {
    const date = addDays(epoch, -365 * years + random.int(30, 90));
    const weight = round(usual.weight + years * random.around(0.8, 1, 1), 1);
    const bmi = round((weight * 10_000) / usual.height ** 2, 1);
    writer.contact({
      date,
      time: '10:20',
      minutes: 20,
      by: 'Practice nurse Helen Marsh',
      reason: 'Yearly review at the surgery',
      setting: 'AMB',
      readings: {
        bp: [random.around(usual.systolic, 6), random.around(usual.diastolic, 5)],
        pulse: random.around(usual.pulse, 5),
        weight,
        height: usual.height,
        bmi,
        creatinine: random.around(92 - years * 3, 12),
        haemoglobin: random.around(128, 12),
        smoking,
      },
      note: `Yearly review. ${smoking}. Weight ${weight} kg, BMI ${bmi}. Bloods taken, medicines gone through, no changes today.`,
    });
  }
}

/** “About me”, as the patient or family answered it. */
export function writeAboutMe(writer: RecordWriter, random: Random, on: string): void {
  const answers: readonly [string, readonly [string, ...string[]]][] = [
    ['What matters most to me', ['Staying in my own home', 'Seeing my grandchildren', 'Being free of pain']],
    [
      'How best to talk with me',
      ['Slowly and facing me', 'I like things written down', 'As you would anyone'],
    ],
    [
      'Please do',
      ['Knock and call out', 'Tell me what you are about to do', 'Ask my daughter when I am unsure'],
    ],
    ['Please do not', ['Rush me', 'Move my things', 'Talk over my head to others']],
  ];
  writer.add('QuestionnaireResponse', {
    status: 'completed',
    subject: writer.subject,
    authored: instant(on, '14:00'),
    item: answers.map(([text, choices], i) => ({
      linkId: `about-me-${i + 1}`,
      text,
      answer: [{ valueString: random.pick(choices) }],
    })),
  });
}
