/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Methods of numbers, dates and texts that follow a language's rules. Those that a program calls first load them. */
export const localeMethods = (p: GuestValue, methods: GuestValue): void => {
  const number: GuestValue = {
    toLocaleString(...rest: GuestValue) {
      let value
      try {
        value = p.numberValue(this)
      } catch {
        throw new p.TypeError("Number.prototype.toLocaleString requires that 'this' be a Number")
      }
      return methods().numberText(value, rest[0], rest[1])
    }
  }
  const bigint: GuestValue = {
    toLocaleString(...rest: GuestValue) {
      return methods().numberText(p.bigintValue(this), rest[0], rest[1])
    }
  }
  const date: GuestValue = {
    toLocaleString(...rest: GuestValue) {
      return methods().dateText("toLocaleString", p.dateTime(this), rest[0], rest[1])
    },
    toLocaleDateString(...rest: GuestValue) {
      return methods().dateText("toLocaleDateString", p.dateTime(this), rest[0], rest[1])
    },
    toLocaleTimeString(...rest: GuestValue) {
      return methods().dateText("toLocaleTimeString", p.dateTime(this), rest[0], rest[1])
    }
  }
  // QuickJS leaves out the name of the zone, which is always the same here.
  const named = (plain: GuestValue, own: GuestValue): string => {
    const shown = plain(own)
    return shown === "Invalid Date" ? shown : `${shown} (Coordinated Universal Time)`
  }
  const whole = p.uncurry(p.Date.prototype.toString)
  const time = p.uncurry(p.Date.prototype.toTimeString)
  date.toString = {
    toString(this: GuestValue): string {
      return named(whole, this)
    }
  }.toString
  date.toTimeString = {
    toTimeString(this: GuestValue): string {
      return named(time, this)
    }
  }.toTimeString
  const lower = p.uncurry(String.prototype.toLocaleLowerCase)
  const upper = p.uncurry(String.prototype.toLocaleUpperCase)
  const text: GuestValue = {
    localeCompare(that: GuestValue, ...rest: GuestValue) {
      if (this === undefined || this === null) {
        throw new p.TypeError("String.prototype.localeCompare called on null or undefined")
      }
      return methods().compare(p.String(this), p.String(that), rest[0], rest[1])
    },
    toLocaleLowerCase(...rest: GuestValue) {
      return rest[0] === undefined ? lower(this) : methods().caseText("toLocaleLowerCase", p.String(this), rest[0])
    },
    toLocaleUpperCase(...rest: GuestValue) {
      return rest[0] === undefined ? upper(this) : methods().caseText("toLocaleUpperCase", p.String(this), rest[0])
    }
  }
  const give = (prototype: GuestValue, own: GuestValue): void => {
    const names = p.keys(own)
    for (let i = 0; i < names.length; i++) p.method(prototype, names[i], own[names[i]])
  }
  give(p.Number.prototype, number)
  give(BigInt.prototype, bigint)
  give(p.Date.prototype, date)
  give(p.String.prototype, text)
}
