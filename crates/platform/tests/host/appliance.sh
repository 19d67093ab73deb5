#!/bin/sh
# Stands in for `hostler appliance`: brings the network up, starts real engines when asked to, and runs what the test
# puts into /srv/hostler/do, as the server's own root with the server's own limits.
cd /srv/hostler
address=$(sed -n 's/.*"address":"\([0-9.]*\)".*/\1/p' bootstrap.json)
gateway=$(sed -n 's/.*"gateway":"\([0-9.]*\)".*/\1/p' bootstrap.json)
engines=$(sed -n 's/.*"engines":"\([a-z]*\)".*/\1/p' bootstrap.json)
trap 'echo "ended in peace" > farewell; exit 0' TERM
ip link set dev lo up
ip address replace "$address/32" dev host0
ip link set dev host0 up
ip route replace "$gateway" dev host0 scope link src "$address"
ip route replace default via "$gateway" dev host0 src "$address"
if [ "$engines" = on ]; then
  echo "127.0.0.1 localhost $(hostname)" > /etc/hosts
  postconf -e inet_interfaces=all inet_protocols=ipv4 mydestination=bakkerij.test,localhost myhostname=mail.bakkerij.test \
    maillog_file=/dev/stdout compatibility_level=3.6
  cat > /etc/dovecot/dovecot.conf <<DOVECOT
protocols = imap
mail_location = mbox:~/mail:INBOX=/var/mail/%u
ssl = no
disable_plaintext_auth = no
log_path = /dev/stderr
mail_privileged_group = mail
passdb {
  driver = static
  args = password=brood
}
userdb {
  driver = passwd
}
DOVECOT
  useradd -m anna
  dovecot -F &
  postfix start-fg &
fi
echo ready
while :; do
  if [ -f do ]; then
    mv do doing
    sh ./doing > said.new 2>&1 < /dev/null
    mv said.new said
  fi
  sleep 0.02
done
