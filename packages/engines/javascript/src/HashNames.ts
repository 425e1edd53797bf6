/** The hashes that programs have, by the names of OpenSSL. */
export const hashNames = [
  "blake2b512",
  "blake2s256",
  "md5",
  "ripemd160",
  "sha1",
  "sha224",
  "sha256",
  "sha3-224",
  "sha3-256",
  "sha3-384",
  "sha3-512",
  "sha384",
  "sha512",
  "sha512-224",
  "sha512-256"
]
