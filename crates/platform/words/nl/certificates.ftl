# Certificaten van servers.
server-certificate = Certificaat
certificate-until = Geldig tot { $until }; het wordt vanzelf vernieuwd
certificate-coming = Onderweg; tot dan heeft de server een eigen certificaat
certificate-own = Van de server zelf; mailprogramma's vragen eenmaal of ze het mogen vertrouwen
certificate-trouble = De laatste poging is niet gelukt en wordt vanzelf herhaald: { $trouble }
happened-certificate-installed = Certificaat geplaatst
incident-certificate-failed = Certificaat kan niet worden vernieuwd
