import * as OpenApi from "effect/http-api/OpenApi"
import { maximumPage } from "@glissade/core/KeysetPage"

/** A parameter of the description, as far as it is changed here. */
interface Parameter {
  readonly name: string
  readonly required?: boolean
  readonly schema?: object
}

/** Parameters are texts, of which the generated description does not tell what is read from them. */
const schemas: Readonly<Record<string, object>> = {
  limit: { type: "integer", minimum: 1, maximum: maximumPage },
  version: { type: "integer", minimum: 1, maximum: 2_147_483_647 },
  cursor: { type: "string", minLength: 1, description: "`next` of the page before" }
}

interface Described {
  /** A header that is asked for with another status than 400. */
  readonly requires?: string
  /** Whether nobody needs to say who they are, whatever is asked for elsewhere. */
  readonly isOpen?: boolean
}

/** Completes the description of an endpoint. */
export const describing = ({ isOpen = false, requires }: Described = {}) =>
  OpenApi.annotations({
    transform: (operation) => {
      const { parameters = [], security = [] } = operation as {
        readonly parameters?: ReadonlyArray<Parameter>
        readonly security?: ReadonlyArray<object>
      }
      return {
        ...operation,
        parameters: parameters.map((parameter) => ({
          ...parameter,
          ...(parameter.name in schemas && { schema: schemas[parameter.name] }),
          ...(parameter.name === requires && { required: true })
        })),
        security: isOpen ? [{}, ...security] : security
      }
    }
  })
