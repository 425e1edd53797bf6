/** The principal of a token without a subject. */
export const anonymousPrincipal = "anonymous"
