const { decode, encode, toASCII, toUnicode, ucs2, version } = require("unenv/node/punycode")
module.exports = { decode, encode, toASCII, toUnicode, ucs2, version }
