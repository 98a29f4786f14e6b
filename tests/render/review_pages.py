"""Review pages taken apart, for the tests: elements by id, links, text."""

from html.parser import HTMLParser

VOID = {"meta", "input", "br", "hr", "rect", "link", "img"}
# HTML lets these end by themselves
UNCLOSED = {"td"}


class Element:
    def __init__(self, name, attributes, parent):
        self.name, self.attributes, self.parent = name, dict(attributes), parent
        self.children = []

    @property
    def classes(self):
        return (self.attributes.get("class") or "").split()

    @property
    def id(self):
        return self.attributes.get("id")

    @property
    def text(self):
        return "".join(one if isinstance(one, str) else one.text for one in self.children)

    def all(self, name=None, kind=None):
        for one in self.children:
            if isinstance(one, Element):
                if (name is None or one.name == name) and (kind is None or kind in one.classes):
                    yield one
                yield from one.all(name, kind)


class Parsed(HTMLParser):
    """The page as a tree; an end tag that does not close the innermost element is a fault of the page."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("", {}, None)
        self.feed(page)
        self.close()
        assert self.at is self.root, f"<{self.at.name}> is never closed"
        self.elements = list(self.root.all())
        ids = [one.id for one in self.elements if one.id]
        assert len(ids) == len(set(ids)), "an id stands twice"
        self.by_id = {one.id: one for one in self.elements if one.id}

    def handle_starttag(self, tag, attrs):
        if tag in UNCLOSED and self.at.name == tag:
            self.at = self.at.parent
        made = Element(tag, attrs, self.at)
        self.at.children.append(made)
        if tag not in VOID:
            self.at = made

    def handle_startendtag(self, tag, attrs):
        self.at.children.append(Element(tag, attrs, self.at))

    def handle_endtag(self, tag):
        if self.at.name in UNCLOSED and self.at.name != tag:
            self.at = self.at.parent
        assert self.at.name == tag, f"</{tag}> closes <{self.at.name}>"
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)

    def kind(self, name):
        return list(self.root.all(kind=name))
