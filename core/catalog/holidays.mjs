// Writes holidays.json, the catalogue's section of holidays and festivals. To bring it up to date when the holidays
// of a further year are published (usually in November):
//
//     cd core/catalog
//     npm install --no-save chinese-days@latest     (holidays.json was last written with 1.5.7, MIT licence)
//     node holidays.mjs
//
// The package gives the official days off and make-up days (调休上班) and the moving festivals. Its official days agree
// with the package chinesecalendar (MIT); its table of festivals agrees for 2018 to 2050 with LunarCalendar (MIT), and
// 清明 with the sun's longitude as ephem computes it.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const days = require("chinese-days");
const official = JSON.parse(readFileSync(require.resolve("chinese-days/dist/chinese-days.json"), "utf8"));

const FIRST = 2018; // the oldest year that plans of today still report on
const LAST = 2050;

// Codes of the list `festival` in codes.json, by the package's name.
const CODES = {
  "New Year's Day": "new_year",
  "Spring Festival": "spring_festival",
  "Tomb-sweeping Day": "qingming",
  "Labour Day": "labour_day",
  "Dragon Boat Festival": "dragon_boat",
  "Mid-autumn Festival": "mid_autumn",
  "National Day": "national_day",
};

const yearOf = (date) => Number(date.slice(0, 4));
const isKept = (date) => yearOf(date) >= FIRST;
const nextDay = (date) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

function codeOf(text) {
  const name = text.split(",")[0];
  if (!(name in CODES)) throw new Error(`no code for the holiday ${name}: add it to CODES and to codes.json`);
  return CODES[name];
}

/** Days in a row with one name become one span. */
function spans(holidays) {
  const found = [];
  for (const date of Object.keys(holidays).sort().filter(isKept)) {
    const code = codeOf(holidays[date]);
    const last = found.at(-1);
    if (last && last[0] === code && nextDay(last[2]) === date) last[2] = date;
    else found.push([code, date, date]);
  }
  return found;
}

/** 春节, 清明, 端午, 中秋, 重阳 of a year, as `Moving` in core/src/calendar/holiday.rs reads them. */
function moving(year) {
  const lunar = (monthAndDay) => days.getSolarDateFromLunar(`${year}-${monthAndDay}`).date;
  const qingming = days.getSolarTerms(`${year}-04-03`, `${year}-04-07`).find((it) => it.term === "pure_brightness");
  return [lunar("01-01"), qingming.date, lunar("05-05"), lunar("08-15"), lunar("09-09")];
}

const daysOff = spans(official.holidays);
const workdays = Object.keys(official.workdays).sort().filter(isKept);
const years = Array.from({ length: LAST - FIRST + 1 }, (_, index) => FIRST + index);

const lines = (rows) => rows.map((row) => `  ${row}`).join(",\n");
const text = `{"official":${JSON.stringify([FIRST, Math.max(...daysOff.map(([, , end]) => yearOf(end)))])},
"days_off":[
${lines(daysOff.map((span) => JSON.stringify(span)))}
],
"workdays":${JSON.stringify(workdays)},
"moving":{
${lines(years.map((year) => `"${year}":${JSON.stringify(moving(year))}`))}
}}
`;
writeFileSync(new URL("holidays.json", import.meta.url), text);
