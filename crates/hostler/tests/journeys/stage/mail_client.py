"""Python's own mail clients, as somebody's script would use them: SMTP, IMAP and POP3 over TLS.

    mail_client.py send PORT HOST CERTIFICATE LOGIN PASSWORD FROM TO SUBJECT
    mail_client.py read PORT HOST CERTIFICATE LOGIN PASSWORD      prints each message's subject

HOST is NAME=ADDRESS: the certificate must be NAME's. Exits 1 with the server's answer where it refuses.
"""

import imaplib
import poplib
import smtplib
import socket
import ssl
import sys
from email.message import EmailMessage
from email.parser import BytesHeaderParser

what, port, host, certificate, login, password, *rest = sys.argv[1:]
port = int(port)
name, address = host.split("=")
context = ssl.create_default_context(cafile=certificate)

# The name leads to the address, as DNS would do it.
known = socket.getaddrinfo
socket.getaddrinfo = lambda asked, *more, **named: known(address if asked == name else asked, *more, **named)


def send(sender, recipient, subject):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, subject
    message.set_content("Twee broden, graag.")
    smtp = smtplib.SMTP_SSL(name, port, context=context) if port == 465 else smtplib.SMTP(name, port)
    if port != 465:
        smtp.starttls(context=context)
    smtp.login(login, password)
    smtp.send_message(message)
    smtp.quit()


def by_imap():
    imap = imaplib.IMAP4_SSL(name, port, ssl_context=context) if port == 993 else imaplib.IMAP4(name, port)
    if port != 993:
        imap.starttls(ssl_context=context)
    imap.login(login, password)
    imap.select("INBOX", readonly=True)
    for number in imap.search(None, "ALL")[1][0].split():
        yield imap.fetch(number, "(BODY.PEEK[HEADER])")[1][0][1]
    imap.logout()


def by_pop3():
    pop3 = poplib.POP3_SSL(name, port, context=context)
    pop3.user(login)
    pop3.pass_(password)
    for number in range(1, pop3.stat()[0] + 1):
        yield b"\r\n".join(pop3.top(number, 0)[1])
    pop3.quit()


try:
    if what == "send":
        send(*rest)
    else:
        for header in by_pop3() if port == 995 else by_imap():
            print(BytesHeaderParser().parsebytes(header)["Subject"])
except (smtplib.SMTPException, imaplib.IMAP4.error, poplib.error_proto) as refused:
    sys.exit(str(refused))
