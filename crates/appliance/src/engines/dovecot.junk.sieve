# Rendered by Hostler; changes here are overwritten.
# What the provider's fallback took for spam while this server was down. Port 25 removes the line.
require ["fileinto"];
if header :is "X-Spam-Flag" "YES" {
  fileinto "Junk";
  stop;
}
