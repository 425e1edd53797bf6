/** The C library's `struct tm`. */
export interface BrokenTime {
  readonly second: number
  readonly minute: number
  readonly hour: number
  readonly day: number
  /** From 0. */
  readonly month: number
  readonly year: number
  /** From 0, Sunday. */
  readonly weekday: number
  /** From 0. */
  readonly yearDay: number
}

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December"
]

const padded = (value: number, width = 2, fill = "0"): string => String(value).padStart(width, fill)

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

/** Year and week of ISO 8601: weeks begin on Mondays, and the first one contains the year's first Thursday. */
const isoWeek = ({ weekday, year, yearDay }: BrokenTime): { readonly year: number; readonly week: number } => {
  const monday = (weekday + 6) % 7
  const week = Math.floor((yearDay - monday + 10) / 7)
  const lastWeek = (ofYear: number): number => {
    const january1 = (new Date(Date.UTC(2000 + (ofYear % 400), 0, 1)).getUTCDay() + 6) % 7
    return january1 === 3 || (january1 === 2 && isLeap(ofYear)) ? 53 : 52
  }
  if (week < 1) return { year: year - 1, week: lastWeek(year - 1) }
  return week > lastWeek(year) ? { year: year + 1, week: 1 } : { year, week }
}

const field = (letter: string, time: BrokenTime): string | undefined => {
  const { day, hour, minute, month, second, weekday, year, yearDay } = time
  const inner = (format: string): string => formatTime(format, time)
  switch (letter) {
    case "a":
      return weekdays[weekday]?.slice(0, 3) ?? "?"
    case "A":
      return weekdays[weekday] ?? "?"
    case "b":
    case "h":
      return months[month]?.slice(0, 3) ?? "?"
    case "B":
      return months[month] ?? "?"
    case "c":
      return inner("%a %b %e %H:%M:%S %Y")
    case "C":
      return padded(Math.floor(year / 100))
    case "d":
      return padded(day)
    case "D":
    case "x":
      return inner("%m/%d/%y")
    case "e":
      return padded(day, 2, " ")
    case "F":
      return inner("%Y-%m-%d")
    case "g":
      return padded(isoWeek(time).year % 100)
    case "G":
      return String(isoWeek(time).year)
    case "H":
      return padded(hour)
    case "I":
      return padded(hour % 12 || 12)
    case "j":
      return padded(yearDay + 1, 3)
    case "m":
      return padded(month + 1)
    case "M":
      return padded(minute)
    case "n":
      return "\n"
    case "p":
      return hour < 12 ? "AM" : "PM"
    case "r":
      return inner("%I:%M:%S %p")
    case "R":
      return inner("%H:%M")
    case "s":
      return String(Date.UTC(year, month, day, hour, minute, second) / 1000)
    case "S":
      return padded(second)
    case "t":
      return "\t"
    case "T":
    case "X":
      return inner("%H:%M:%S")
    case "u":
      return String(weekday || 7)
    case "U":
      return padded(Math.floor((yearDay + 7 - weekday) / 7))
    case "V":
      return padded(isoWeek(time).week)
    case "w":
      return String(weekday)
    case "W":
      return padded(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7))
    case "y":
      return padded(((year % 100) + 100) % 100)
    case "Y":
      return String(year)
    case "z":
      return "+0000"
    case "Z":
      return "UTC"
    case "%":
      return "%"
    default:
      return undefined
  }
}

/** C's `strftime` in the C locale and in UTC; an unknown conversion is left as it is. */
export const formatTime = (format: string, time: BrokenTime): string =>
  format.replaceAll(/%[EO]?([a-zA-Z%])/g, (whole, letter: string) => field(letter, time) ?? whole)
