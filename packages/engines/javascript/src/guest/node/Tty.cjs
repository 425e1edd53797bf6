/** Nothing here is a terminal. */
module.exports = { isatty: () => false }
