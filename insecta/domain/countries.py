"""Names of countries and their ISO 3166-1 alpha-2 codes.

`_CURRENT`: code and English short name, then other names of the same country. `_HISTORIC`: former
names of one present country only; what was divided (USSR, Yugoslavia, Czechoslovakia …) has none.
"""

from __future__ import annotations

from insecta.domain.text import fold

_CURRENT = """
AF Afghanistan|AX Åland Islands/Aland|AL Albania|DZ Algeria|AS American Samoa|AD Andorra|AO Angola|AI Anguilla
AQ Antarctica|AG Antigua and Barbuda|AR Argentina|AM Armenia|AW Aruba|AU Australia|AT Austria/Österreich|AZ Azerbaijan
BS Bahamas/The Bahamas|BH Bahrain|BD Bangladesh|BB Barbados|BY Belarus|BE Belgium/Belgique/België|BZ Belize|BJ Benin
BM Bermuda|BT Bhutan|BO Bolivia/Bolivia, Plurinational State of/Bolivia (Plurinational State of)
BQ Bonaire, Sint Eustatius and Saba|BA Bosnia and Herzegovina/Bosnia & Herzegovina|BW Botswana|BV Bouvet Island
BR Brazil/Brasil|IO British Indian Ocean Territory|BN Brunei Darussalam/Brunei|BG Bulgaria|BF Burkina Faso|BI Burundi
CV Cabo Verde/Cape Verde|KH Cambodia|CM Cameroon/Cameroun|CA Canada|KY Cayman Islands
CF Central African Republic|TD Chad|CL Chile|CN China/People's Republic of China|CX Christmas Island
CC Cocos (Keeling) Islands/Cocos Islands|CO Colombia|KM Comoros
CG Republic of the Congo/Congo, Republic of the/Congo-Brazzaville|CD Democratic Republic of the Congo/Congo, Democratic Republic of the/Congo, The Democratic Republic of the/DR Congo/DRC
CK Cook Islands|CR Costa Rica|CI Côte d'Ivoire/Ivory Coast|HR Croatia|CU Cuba|CW Curaçao|CY Cyprus
CZ Czechia/Czech Republic|DK Denmark|DJ Djibouti|DM Dominica|DO Dominican Republic|EC Ecuador|EG Egypt|SV El Salvador
GQ Equatorial Guinea|ER Eritrea|EE Estonia|SZ Eswatini|ET Ethiopia|FK Falkland Islands/Falkland Islands (Malvinas)
FO Faroe Islands|FJ Fiji|FI Finland|FR France|GF French Guiana|PF French Polynesia|TF French Southern Territories
GA Gabon|GM Gambia/The Gambia|GE Georgia|DE Germany/Deutschland|GH Ghana|GI Gibraltar|GR Greece|GL Greenland|GD Grenada
GP Guadeloupe|GU Guam|GT Guatemala|GG Guernsey|GN Guinea|GW Guinea-Bissau|GY Guyana|HT Haiti
HM Heard Island and McDonald Islands|VA Holy See/Vatican City|HN Honduras|HK Hong Kong|HU Hungary|IS Iceland|IN India
ID Indonesia|IR Iran/Iran, Islamic Republic of/Iran (Islamic Republic of)|IQ Iraq|IE Ireland/Republic of Ireland|IM Isle of Man
IL Israel|IT Italy/Italia|JM Jamaica|JP Japan|JE Jersey|JO Jordan|KZ Kazakhstan|KE Kenya|KI Kiribati
KP North Korea/Korea, Democratic People's Republic of|KR South Korea/Republic of Korea/Korea, Republic of|KW Kuwait
KG Kyrgyzstan|LA Laos/Lao PDR/Lao People's Democratic Republic|LV Latvia|LB Lebanon|LS Lesotho|LR Liberia|LY Libya
LI Liechtenstein|LT Lithuania|LU Luxembourg|MO Macao/Macau|MG Madagascar|MW Malawi|MY Malaysia|MV Maldives|ML Mali
MT Malta|MH Marshall Islands|MQ Martinique|MR Mauritania|MU Mauritius|YT Mayotte|MX Mexico/México
FM Micronesia/Micronesia, Federated States of/Federated States of Micronesia|MD Moldova/Republic of Moldova/Moldova, Republic of
MC Monaco|MN Mongolia|ME Montenegro|MS Montserrat|MA Morocco/Maroc|MZ Mozambique/Moçambique|MM Myanmar|NA Namibia|NR Nauru
NP Nepal|NL Netherlands/The Netherlands/Nederland|NC New Caledonia|NZ New Zealand|NI Nicaragua|NE Niger|NG Nigeria|NU Niue
NF Norfolk Island|MK North Macedonia|MP Northern Mariana Islands|NO Norway|OM Oman|PK Pakistan|PW Palau
PS Palestine/State of Palestine/Palestine, State of|PA Panama/Panamá|PG Papua New Guinea|PY Paraguay|PE Peru/Perú|PH Philippines
PN Pitcairn|PL Poland|PT Portugal|PR Puerto Rico|QA Qatar|RE Réunion|RO Romania|RU Russian Federation/Russia|RW Rwanda
BL Saint Barthélemy|SH Saint Helena, Ascension and Tristan da Cunha/Saint Helena|KN Saint Kitts and Nevis|LC Saint Lucia
MF Saint Martin (French part)|PM Saint Pierre and Miquelon|VC Saint Vincent and the Grenadines|WS Samoa|SM San Marino
ST Sao Tome and Principe|SA Saudi Arabia|SN Senegal|RS Serbia|SC Seychelles|SL Sierra Leone|SG Singapore
SX Sint Maarten (Dutch part)|SK Slovakia/Slovak Republic|SI Slovenia|SB Solomon Islands|SO Somalia|ZA South Africa
GS South Georgia and the South Sandwich Islands|SS South Sudan|ES Spain/España|LK Sri Lanka|SD Sudan|SR Suriname
SJ Svalbard and Jan Mayen|SE Sweden|CH Switzerland/Schweiz/Suisse|SY Syria/Syrian Arab Republic|TW Taiwan/Taiwan, Province of China
TJ Tajikistan|TZ Tanzania/Tanzania, United Republic of/United Republic of Tanzania|TH Thailand|TL Timor-Leste/East Timor|TG Togo
TK Tokelau|TO Tonga|TT Trinidad and Tobago/Trinidad & Tobago|TN Tunisia|TR Türkiye/Turkey|TM Turkmenistan
TC Turks and Caicos Islands|TV Tuvalu|UG Uganda|UA Ukraine|AE United Arab Emirates/UAE
GB United Kingdom/UK/Great Britain/England/Scotland/Wales/Northern Ireland/United Kingdom of Great Britain and Northern Ireland
US United States/United States of America/USA/US|UM United States Minor Outlying Islands|UY Uruguay|UZ Uzbekistan|VU Vanuatu
VE Venezuela/Venezuela, Bolivarian Republic of/Venezuela (Bolivarian Republic of)|VN Viet Nam/Vietnam
VG British Virgin Islands/Virgin Islands, British|VI United States Virgin Islands/US Virgin Islands/Virgin Islands, US
WF Wallis and Futuna|EH Western Sahara|YE Yemen|ZM Zambia|ZW Zimbabwe
"""
_HISTORIC = """
CD Zaire/Belgian Congo|LK Ceylon|MM Burma|TH Siam|IR Persia|BJ Dahomey|BF Upper Volta|GH Gold Coast|ZW Southern Rhodesia
ZM Northern Rhodesia|MW Nyasaland|LS Basutoland|BW Bechuanaland|SZ Swaziland|ET Abyssinia|BZ British Honduras|GY British Guiana
SR Dutch Guiana|ID Dutch East Indies|VU New Hebrides|NA South West Africa|GN French Guinea|GW Portuguese Guinea
"""


def _entries(table: str) -> list[tuple[str, list[str]]]:
    entries = [entry.strip() for line in table.split("\n") for entry in line.split("|")]
    return [(entry[:2], entry[3:].split("/")) for entry in entries if entry]


NAMES: dict[str, str] = {code: names[0] for code, names in _entries(_CURRENT)}
"""Code → English short name."""
CODES: dict[str, str] = {
    fold(name).replace(".", ""): code
    for code, names in (*_entries(_CURRENT), *_entries(_HISTORIC))
    for name in names
}
"""Folded name (points dropped) → code."""
