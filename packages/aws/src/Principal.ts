/** The principal of a token that names nobody. */
export const anonymousPrincipal = "anonymous"
