// A customer's own machine without a network: the request and the receipt that it signs with its own key.
"use strict";
const { createHash, generateKeyPairSync, sign } = require("node:crypto");

class Machine {
  constructor(host) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.host = host;
    this.privateKey = privateKey;
    this.public = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
    this.id = `k${createHash("sha256").update(this.public).digest("hex").slice(0, 16)}`;
  }

  document(kind, says) {
    const all = { key_id: this.id, issued_at_ms: Date.now(), public_key: this.public.toString("hex"), ...says };
    const signed = `hostler-${kind}-1.${Buffer.from(JSON.stringify(all)).toString("base64url")}`;
    return `${signed}.${sign(null, Buffer.from(signed), this.privateKey).toString("base64url")}`;
  }

  request(key) {
    return this.document("request", {
      nonce: "0f0f", product: "connect", version: "1.0", base_key: key, further_keys: [],
      owner: { company: "Bakkerij de Vries", name: "Anna de Vries", email: "anna@devries.example", country: "NL", language: "nl" },
      machine: {
        host: this.host, system: "Debian GNU/Linux 12 (bookworm)", hardware: "x86_64, 4 cores, 8 GB", fingerprint: "0".repeat(32),
        zone: "Europe/Amsterdam",
      },
      partner: null,
    });
  }

  receipt(licence, serial) {
    return this.document("receipt", { licence, serial, reason: "moved" });
  }
}

module.exports = { Machine };
