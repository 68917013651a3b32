/** Invented people: common given and family names in a mix, drawn independently. */
import type { Random } from './random';

const FEMALE = [
  'Margaret', 'Jean', 'Dorothy', 'Sheila', 'Patricia', 'Brenda', 'Maureen', 'Sylvia', 'Doreen', 'Audrey', 'Beryl',
  'Irene', 'Gladys', 'Edna', 'Winifred', 'Marjorie', 'Pauline', 'Rosemary', 'Surinder', 'Kamla', 'Parveen', 'Ngozi',
  'Gloria', 'Beverley', 'Agnieszka', 'Concetta', 'Eileen', 'Bridget', 'Mei Ling', 'Yasmin',
] as const; // prettier-ignore
const MALE = [
  'John', 'Ronald', 'Kenneth', 'Derek', 'Raymond', 'Stanley', 'Dennis', 'Albert', 'Leslie', 'Gordon', 'Eric',
  'Frederick', 'Roy', 'Harold', 'Norman', 'Trevor', 'Winston', 'Mohammed', 'Harbhajan', 'Rajesh', 'Emeka', 'Desmond',
  'Stanislaw', 'Giuseppe', 'Patrick', 'Liam', 'Clive', 'Wai Man', 'Ibrahim', 'Terence',
] as const; // prettier-ignore
const YOUNG_FEMALE = [
  'Chloe', 'Jessica', 'Aisha', 'Hannah', 'Zainab', 'Emily', 'Katarzyna', 'Chiamaka', 'Priyanka', 'Sophie', 'Lauren',
  'Maryam', 'Jade', 'Simran', 'Bethany', 'Ioana', 'Amelia', 'Shanice', 'Niamh', 'Lucy', 'Hodan', 'Georgia', 'Ayesha',
  'Rebecca', 'Olena', 'Tamara', 'Freya', 'Keisha', 'Megan', 'Nadia',
] as const; // prettier-ignore
const BABY = {
  female: ['Isla', 'Ava', 'Mia', 'Noor', 'Florence', 'Elsie', 'Zara', 'Ivy', 'Anaya', 'Maeve', 'Lily', 'Ada'],
  male: [
    'Noah',
    'Arthur',
    'Muhammad',
    'Theo',
    'Leo',
    'Kofi',
    'Arjun',
    'Finley',
    'Jakub',
    'Rory',
    'Oscar',
    'Yusuf',
  ],
} as const;
const FAMILY = [
  'Ashdown', 'Bellweather', 'Carrow', 'Dunmore', 'Eastlake', 'Fairbrass', 'Garside', 'Hollowell', 'Inchbald', 'Jessop',
  'Kettleby', 'Langthorne', 'Marchbank', 'Netherfield', 'Oakeshott', 'Pemberley', 'Quarrington', 'Ravenhill',
  'Sotherton', 'Thistlewood', 'Underhill', 'Vickerstaff', 'Wetherby', 'Yarrow', 'Adeyemi', 'Ahmed', 'Bakshi',
  'Chaudhry', 'Dhillon', 'Eze', 'Fernandes', 'Ghosh', 'Hussain', 'Iqbal', 'Jankowski', 'Kaur', 'Lindqvist', 'Mbeki',
  'Nowak', 'Ong', 'Patel', 'Rahman', 'Singh', 'Tran', 'Usman', 'Venter', 'Wong', 'Zielinski', 'Clarke', 'Brightwell',
  'Farrow', 'Greaves', 'Haddon', 'Lockwood', 'Merrill', 'Norbury', 'Prescott', 'Sheldrake', 'Tolliver', 'Wainwright',
] as const; // prettier-ignore

export interface Name {
  family: string;
  given: string;
  prefix?: string;
}

export type Sex = 'female' | 'male';

export function adultName(random: Random, sex: Sex): Name {
  const given = random.pick(sex === 'female' ? FEMALE : MALE);
  const prefix = sex === 'male' ? 'Mr' : random.pick(['Mrs', 'Mrs', 'Miss', 'Ms']);
  return { family: random.pick(FAMILY), given, prefix };
}

export function youngWomanName(random: Random): Name {
  return {
    family: random.pick(FAMILY),
    given: random.pick(YOUNG_FEMALE),
    prefix: random.pick(['Ms', 'Mrs']),
  };
}

export function babyName(random: Random, sex: Sex, family: string): Name {
  return { family, given: random.pick(BABY[sex]) };
}

/** “Jean ASHDOWN” style is the banner's business; here it is plain: “Jean Ashdown”. */
export function fullName({ given, family }: Name): string {
  return `${given} ${family}`;
}
