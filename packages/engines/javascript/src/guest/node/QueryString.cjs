const { decode, encode, escape, parse, stringify, unescape } = require("unenv/node/querystring")
module.exports = { unescape, escape, stringify, encode, parse, decode }
