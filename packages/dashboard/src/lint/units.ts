/** Unit ids of Grafana, by group. Source: the unit list of grafana/dashboard-linter. */
const ids = new Set(
  [
    "none string short percent percentunit humidity dB candela hex0x hex sci locale pixel sishort ms",
    "bits bytes decbits decbytes kbytes deckbytes mbytes decmbytes gbytes decgbytes tbytes dectbytes pbytes decpbytes",
    "binBps Bps binbps bps KiBs Kibits KBs Kbits MiBs Mibits MBs Mbits GiBs Gibits GBs Gbits TBs TiBs Tibits Tbits PBs PiBs Pbits Pibits pps",
    "cps ops reqps rps wps iops eps mps recps rowsps cpm opm rpm wpm epm mpm",
    "hertz ns µs s m h d dtdurationms dtdurations dthms dtdhms timeticks clockms clocks",
    "dateTimeAsIso dateTimeAsIsoNoDateIfToday dateTimeAsUS dateTimeAsUSNoDateIfToday dateTimeAsLocal dateTimeAsLocalNoDateIfToday dateTimeAsSystem dateTimeFromNow",
    "celsius fahrenheit kelvin lengthm lengthmm lengthkm lengthft lengthmi massmg massg massKg masst",
    "watt kwatt megwatt gwatt mwatt volt kvolt mvolt amp kamp mamp ohm joule watth kwatth joule ev farad henry",
    "currencyUSD currencyEUR currencyGBP currencyJPY currencyCHF currencySEK currencyDKK currencyNOK currencyBTC",
    "bool bool_yes_no bool_on_off bool_true_false areaM2 velocityms velocitykmh accMS2 degree radian",
    "conppm litre mlitre m3 flowlpm pressurebar pressurepa pressurehpa rotrpm rothz sievert becquerel",
  ]
    .join(" ")
    .split(" "),
);

/** Whether Grafana can format it: a known id, or text put around the number. */
export function isKnownUnit(unit: string): boolean {
  return ids.has(unit) || /^(?:suffix|prefix|time|count|si|currency|bool):./.test(unit);
}
