/** Why a test of test262 fails, in a few words. */
export const reasonOf = (name: string): string => {
  if (/property-escapes|S7\.4_A5/.test(name)) return "the engine's Unicode is of another version than the suite's"
  if (
    /global-code|eval-code|15\.3\.5\.4|S15\.3_A3|11\.4\.1|script-|-625gs|A1_T9|global-object|is-not-a-global/.test(name)
  ) {
    return "scripts are evaluated by `eval` here, so that their names are no fixed part of the global object"
  }
  if (/built-in-function-object/.test(name)) return "functions of the sandbox's own show their source"
  return "QuickJS-ng does otherwise"
}
