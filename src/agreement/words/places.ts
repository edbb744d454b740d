import names from './places.json' with { type: 'json' };

/** ISO 3166-2 parts that law, seats and holidays ask for by name; English names. */
const parts: Readonly<Record<string, string>> = {
  'GB-ENG': 'England', 'GB-EAW': 'England and Wales', 'GB-WLS': 'Wales', 'GB-SCT': 'Scotland', 'GB-NIR': 'Northern Ireland',
  'DE-BW': 'Baden-Württemberg', 'DE-BY': 'Bavaria', 'DE-BE': 'Berlin', 'DE-BB': 'Brandenburg', 'DE-HB': 'Bremen', 'DE-HH': 'Hamburg',
  'DE-HE': 'Hesse', 'DE-MV': 'Mecklenburg-Western Pomerania', 'DE-NI': 'Lower Saxony', 'DE-NW': 'North Rhine-Westphalia',
  'DE-RP': 'Rhineland-Palatinate', 'DE-SL': 'Saarland', 'DE-SN': 'Saxony', 'DE-ST': 'Saxony-Anhalt', 'DE-SH': 'Schleswig-Holstein', 'DE-TH': 'Thuringia',
  'CA-AB': 'Alberta', 'CA-BC': 'British Columbia', 'CA-MB': 'Manitoba', 'CA-NB': 'New Brunswick', 'CA-NL': 'Newfoundland and Labrador',
  'CA-NS': 'Nova Scotia', 'CA-ON': 'Ontario', 'CA-PE': 'Prince Edward Island', 'CA-QC': 'Quebec', 'CA-SK': 'Saskatchewan',
  'FR-ARA': 'Auvergne-Rhône-Alpes', 'FR-BFC': 'Burgundy-Franche-Comté', 'FR-BRE': 'Brittany', 'FR-CVL': 'Centre-Val de Loire', 'FR-20R': 'Corsica', 'FR-GES': 'Grand Est',
  'FR-HDF': 'Hauts-de-France', 'FR-IDF': 'Île-de-France', 'FR-NOR': 'Normandy', 'FR-NAQ': 'Nouvelle-Aquitaine', 'FR-OCC': 'Occitania', 'FR-PDL': 'Pays de la Loire', 'FR-PAC': "Provence-Alpes-Côte d'Azur", 'FR-75': 'Paris', 'FR-75C': 'Paris',
  'CH-ZH': 'Zurich', 'CH-GE': 'Geneva', 'CH-BE': 'Bern', 'CH-BS': 'Basel-Stadt', 'CH-VD': 'Vaud', 'CH-ZG': 'Zug',
  'US-AL': 'Alabama', 'US-AK': 'Alaska', 'US-AZ': 'Arizona', 'US-AR': 'Arkansas', 'US-CA': 'California', 'US-CO': 'Colorado', 'US-CT': 'Connecticut',
  'US-DE': 'Delaware', 'US-DC': 'District of Columbia', 'US-FL': 'Florida', 'US-GA': 'Georgia', 'US-HI': 'Hawaii', 'US-ID': 'Idaho', 'US-IL': 'Illinois',
  'US-IN': 'Indiana', 'US-IA': 'Iowa', 'US-KS': 'Kansas', 'US-KY': 'Kentucky', 'US-LA': 'Louisiana', 'US-ME': 'Maine', 'US-MD': 'Maryland',
  'US-MA': 'Massachusetts', 'US-MI': 'Michigan', 'US-MN': 'Minnesota', 'US-MS': 'Mississippi', 'US-MO': 'Missouri', 'US-MT': 'Montana', 'US-NE': 'Nebraska',
  'US-NV': 'Nevada', 'US-NH': 'New Hampshire', 'US-NJ': 'New Jersey', 'US-NM': 'New Mexico', 'US-NY': 'New York', 'US-NC': 'North Carolina',
  'US-ND': 'North Dakota', 'US-OH': 'Ohio', 'US-OK': 'Oklahoma', 'US-OR': 'Oregon', 'US-PA': 'Pennsylvania', 'US-RI': 'Rhode Island',
  'US-SC': 'South Carolina', 'US-SD': 'South Dakota', 'US-TN': 'Tennessee', 'US-TX': 'Texas', 'US-UT': 'Utah', 'US-VT': 'Vermont', 'US-VA': 'Virginia',
  'US-WA': 'Washington', 'US-WV': 'West Virginia', 'US-WI': 'Wisconsin', 'US-WY': 'Wyoming',
};

const countries = names as unknown as Readonly<Record<string, readonly [string, string]>>;

/** Countries whose name takes an article in an English sentence ("the seat is in the Netherlands"). */
const withArticle = new Set(['NL', 'GB', 'US', 'AE', 'PH', 'BS', 'GM', 'MV', 'KY', 'MH', 'SB', 'VG', 'VI', 'CF', 'DO', 'KM', 'PS']);

/** True for a code that has a name here, or that is a part of a country that has one. */
export function isPlace(code: string): boolean {
  const [country = ''] = code.split('-');
  return country in countries && (/^[A-Z]{2}$/.test(code) || /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(code));
}

/** The English name of an ISO 3166-1 or 3166-2 code, as it reads after "in"; a part without a name here keeps its code. */
export function placeName(code: string): string {
  const part = parts[code];
  const [country = ''] = code.split('-');
  const name = countries[country]?.[0];
  if (name === undefined) return code;
  const full = (withArticle.has(country) ? 'the ' : '') + name;
  if (code === country) return full;
  return part === undefined ? `${code}, ${full}` : country === 'GB' ? part : `${part}, ${full}`;
}

/** Parts of countries whose French name differs from the English one. */
const frenchParts: Readonly<Record<string, string>> = {
  'GB-ENG': 'Angleterre', 'GB-EAW': 'Angleterre et pays de Galles', 'GB-WLS': 'Pays de Galles', 'GB-SCT': 'Écosse', 'GB-NIR': 'Irlande du Nord',
  'DE-BW': 'Bade-Wurtemberg', 'DE-BY': 'Bavière', 'DE-BB': 'Brandebourg', 'DE-HB': 'Brême', 'DE-HH': 'Hambourg', 'DE-HE': 'Hesse', 'DE-MV': 'Mecklembourg-Poméranie-Occidentale',
  'DE-NI': 'Basse-Saxe', 'DE-NW': 'Rhénanie-du-Nord-Westphalie', 'DE-RP': 'Rhénanie-Palatinat', 'DE-SL': 'Sarre', 'DE-SN': 'Saxe', 'DE-ST': 'Saxe-Anhalt', 'DE-TH': 'Thuringe',
  'FR-BFC': 'Bourgogne-Franche-Comté', 'FR-BRE': 'Bretagne', 'FR-20R': 'Corse', 'FR-NOR': 'Normandie', 'FR-OCC': 'Occitanie',
  'CA-BC': 'Colombie-Britannique', 'CA-NB': 'Nouveau-Brunswick', 'CA-NL': 'Terre-Neuve-et-Labrador', 'CA-NS': 'Nouvelle-Écosse', 'CA-PE': 'Île-du-Prince-Édouard', 'CA-QC': 'Québec',
  'CH-ZH': 'Zurich', 'CH-GE': 'Genève', 'CH-BE': 'Berne', 'CH-BS': 'Bâle-Ville', 'CH-ZG': 'Zoug',
  'US-CA': 'Californie', 'US-FL': 'Floride', 'US-GA': 'Géorgie', 'US-LA': 'Louisiane', 'US-NC': 'Caroline du Nord', 'US-ND': 'Dakota du Nord', 'US-NM': 'Nouveau-Mexique',
  'US-PA': 'Pennsylvanie', 'US-SC': 'Caroline du Sud', 'US-SD': 'Dakota du Sud', 'US-VA': 'Virginie', 'US-WV': 'Virginie-Occidentale', 'US-HI': 'Hawaï', 'US-DC': 'District de Columbia',
};

/** The French name of an ISO 3166-1 or 3166-2 code, without an article; a part without a name here keeps its code. */
export function frenchPlaceName(code: string): string {
  const [country = ''] = code.split('-');
  const name = countries[country]?.[1];
  if (name === undefined) return code;
  if (code === country) return name;
  const part = frenchParts[code] ?? parts[code];
  return part === undefined ? `${code}, ${name}` : country === 'GB' ? part : `${part}, ${name}`;
}

let byName: ReadonlyMap<string, string> | undefined;

/** The code of a country or a part of one by its English or French name, whatever its capitals; undefined where it has no name here. */
export function placeNamed(name: string): string | undefined {
  byName ??= new Map([...Object.entries(parts).map(([code, one]) => [one.toLowerCase(), code] as const), ...Object.entries(countries).flatMap(([code, both]) => both.map((one) => [one.toLowerCase(), code] as const))]);
  return byName.get(name.trim().toLowerCase().replace(/^the /, ''));
}
