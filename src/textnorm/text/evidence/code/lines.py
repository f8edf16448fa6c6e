"""Which lines of a text are no prose: source code, markup, data, logs, commands.

Nobody meant a letter of these to be repaired, and their columns and marks have a meaning. A line is recognised by its
form, never by its words alone. A block of lines between empty ones is code if half of its lines are, or if all of them
are pairs of a name and a value as in YAML; comments count as the lines around them. Every search is bounded, so that a
text costs linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from textnorm.patterns import lazy

__all__ = ["SIGNS", "code_lines", "is_prose_value"]

_LONGEST = 400  # characters of a line that are searched
_CODE, _PROSE, _COMMENT, _PAIR, _MEMBER_OF_LIST = 1, 0, -1, 2, 3

_NAME = r"[A-Za-z_$@][\w$@]*"
_TARGET = rf"[*&]{{0,2}}{_NAME}(?:(?:\.|->|::){_NAME}|\[[^\]\n]{{0,60}}\]){{0,8}}"
# A command of TeX that is no accent and no letter, and no escape of another kind.
_COMMAND = (
    r"\\(?!(?:ss|ae|AE|oe|OE|aa|AA|[oOlLcvHkrud])(?![A-Za-z@])|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U000|u\{)[A-Za-z@]+"
)
_MODIFIERS = (
    "const|let|var|static|final|public|private|my|our|local|export|readonly|set|val|int|char|bool|auto|unsigned|long"
    "|string|def|declare"
)
_DECLARED = (
    "public|private|protected|static|final|const|int|char|float|double|bool|boolean|void|auto|unsigned|long|short|byte|var"
    "|let|val|export"
)
#: Statements, by how a line begins.
_STATEMENTS = (
    # brackets and words that close a block
    r"(?:[}\])]+[;,)]*|[{(\[]+|end|fi|done|esac|begin|\\fi|then|else|;;)[ \t]*;?$|\}(?![a-z])",
    r"(?:return|break|continue|goto|throw|yield|exit|pass)\b[^.!? ]*(?: [^.!? ]+)?;?$",
    # definitions and conditions
    r"import[ \t]+[\w.*{\"'(]+(?:$|[ \t]*[;,(]|[ \t]+(?:as|from)\b)|from[ \t]+[\w.]+[ \t]+import\b",
    r"import[ \t]+(?:type[ \t]+)?(?:\w+,[ \t]*)?\{[^{}\n]*\}[ \t]*from\b|(?:const|let|var)[ \t]+[{\[][^\n]*=",
    r"(?:if |guard |while )?(?:let|var|val)[ \t]+(?:mut[ \t]+)?\w+(?:[ \t]*:[ \t]*[\w<>\[\]?]+)?[ \t]*=[ \t]*\S",
    r"(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(|class[ \t]+\w+[ \t]*[(:{]",
    r"(?:async[ \t]+|export[ \t]+(?:default[ \t]+)?)?function\b[ \t]*\w*[ \t]*\(|\w+[ \t]*\(\)[ \t]*\{?$|\w+\)$",
    r"(?:if|for|while|switch|elif|elsif|else if|until|catch|foreach|unless)[ \t]*[(\[]",
    r"(?:if|for|while|elif|with|except|try|else|finally|match|case|default)\b[^.!?]*:[ \t]*(?:#.*)?$",
    r"raise[ \t]+\w+|assert[ \t]+\w|del[ \t]+\w+$|use[ \t]+[\w:]+;|sub[ \t]+\w+[ \t]*[{(]|@\w+[ \t]*(?:\(|$)",
    r"(?:struct|union|enum|typedef|extern|interface|impl|fn|pub|trait|template|module)[ \t]+[\w<]+[ \t]*[\w{;(<:*]*$",
    r"#[ \t]*(?:include|define|if|ifdef|ifndef|endif|else|elif|undef|pragma|error)\b|#!|<\?|\?>|<!",
    r"package[ \t]+[\w.]+;|using[ \t]+[\w.]+;|namespace[ \t]+\w+[ \t]*[{;]",
    # Lisp, Pascal and its kin, Fortran, macros of packages
    r"#?\(define[ \t]|\((?:defun|defmacro|defvar|defparameter|defn|define|setq|setf|progn|cond|lambda)\b",
    r"\(let[ \t]+\(|fun[ \t]+\w+\(|proc[ \t]+\w+[ \t]+\{|task[ \t]+:\w",
    r"function[ \t]+(?:\[[\w, ]+\]|\w+)[ \t]*=[ \t]*\w+[ \t]*\(",
    r"(?:procedure|PROCEDURE|function|FUNCTION)[ \t]+\w+[ \t]*[(;:]",
    r"(?:var|VAR|const|CONST)[ \t]+\w+(?:,[ \t]*\w+)*[ \t]*:[^\n]*;$",
    r"end[ \t]+(?:if|loop|case|procedure|function|sub|while|record|package|module|do)\b[ \t]*\w*;?$",
    r"(?:INTEGER|REAL|CHARACTER|LOGICAL|COMPLEX)\b[^\n]*::[ \t]*\w|%(?:define|global|include|macro|endif|ifarch)\b",
    # Dockerfiles, assembler, the output of a difference
    r"RUN[ \t]+(?:apt|apt-get|apk|dnf|yum|pip3?|npm|yarn|mkdir|chmod|curl|wget)\b|(?:COPY|ADD)[ \t]+\S+[ \t]+[./]\S*$",
    r"FROM[ \t]+[\w./-]+:[\w.-]+|ENV[ \t]+[A-Z_]+[ \t=]\S+$|(?:WORKDIR|VOLUME)[ \t]+/|EXPOSE[ \t]+\d",
    r"(?:mov|lea|cmp|xor|push|pop|jmp|jne|je|jz|jnz)[lqwb]?"
    r"[ \t]+[\w%$\[\].+*()-]+(?:,[ \t]*[\w%$\[\].+*()-]+)*[ \t]*(?:;.*)?$",
    r"diff --git |@@ -\d+(?:,\d+)? \+\d+",
    # conditions of roff, whose strings stand between '' and ''
    r"[.'](?:ie|if|el|while)[ \t]+(?:[!'\\\w(]|\.\w)[^\n]*[\\'.]",
    # cards and calendars, link definitions, prompts of interpreters
    r"(?:BEGIN|END):V?[A-Z]+$|(?:N|FN|ADR|TEL|ORG|EMAIL)[;:]\S|\[[^\]\n]{1,80}\]:[ \t]*\S+$|(?:In|Out) ?\[\d+\]:",
    r"(?:PS )?[A-Z]:\\[^>\n]{0,120}>[ \t]*\w",
    r"(?:mysql|sqlite|psql|postgres|irb|ghci|iex|julia|scala|gdb|ftp)\S{0,20}[>#][ \t]+\S",
    r"(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|GRANT|SHOW)\b[^.!?\n]*;$",
    r"(?:puts|print|nonlocal)[ \t]+[a-z_]\w*$",
    # calls, and declarations that end in a semicolon
    r"[a-z_]\w*!?\([^()\n]*\)$|[A-Za-z_]\w*(?:(?:\.|::)\w+)+!?\((?:[^\n]*\)$|[{\[]|[\"'][^\"'\n]*[\"'],)",
    r"(?:data )?class \w+\(|lambda\b[^:\n]{0,60}:",
    rf"(?:{_DECLARED})\b[^.!?\n]*;$",
    # what an interpreter reports, reStructuredText, templates
    r"[\w./-]+\.\w{1,4}:\d+(?::\d+)?:[ \t]",
    r"File \"[^\"\n]+\", line \d|[A-Z]\w*(?:Error|Exception|Warning): |\.\. [\w-]+::|\{%[-+]? \w[^\n]*%\}$",
    r"select\b.{1,200}?\bfrom\b \w+|insert into \w+|update \w+ set \w+ ?=|delete from \w+",
)
#: One name, a sign, a value.
_ASSIGNMENT = (
    rf"(?:(?:{_MODIFIERS})[ \t*&]+){{0,6}}{_TARGET}(?:[ \t]*:[ \t]*\w+)?[ \t]*"
    r"(?:(?:[-+*/|&%.^:?]|<<|>>|\|\||&&|\*\*|//)?=(?!=|[A-F][0-9A-F]|[0-9A-F]{2}=)|<-[ \t]*\S)"
)
#: Data, by the form of a whole line.
_DATA_LINES = (
    # JSON and its kin
    r"[\[{]?[ \t]*[\"'][^\"'\n]*[\"'][ \t]*:[ \t]*(?:[\[{\"'\d-]|true|false|null|None)",
    # literals, one by one or with a sign that joins them
    r"(?:\"(?:[^\"\\\n]|\\.)*\"[ \t]*(?:,|\+|\.\.)[ \t]*)+(?:(?://|;|#).*)?$",
    r"[a-z_$][\w$-]*:[ \t]*(?:[|>][+-]?|\[[^\[\]\n]*\]|\{[^{}\n]*\})$",
    r"[a-z_$][\w$]*[ \t]*:[ \t]*(?:\"[^\"\n]*\"|'[^'\n]*'),$|[\[{].*[\]}],?$|\[\[?[\w.-]+\]\]?$",
    # properties, style sheets
    r"[\w.-]+[ \t]*=(?![A-F][0-9A-F]|[0-9A-F]{2}=)[ \t]*\S+$|[-\w]+[ \t]*:[ \t]*[^;{}&]*;[ \t]*(?:/\*.*)?$",
    # a record of names without a single space, such as a header
    r"\"[^\"\n]*\"(?:[;,\t]\"[^\"\n]*\")+$",
    *(rf"[\w.\"-]+(?:{separator}[\w.\"-]*){{2,}}$" for separator in (";", r"\t", ",", r"\|")),
    # TeX
    rf"{_COMMAND}[ \t]*(?:[{{\[\\%]|$)",
    # XML and HTML without text
    r"</?[A-Za-z][^<>]*>?$|[\w:-]+=\"[^\"]*\"[ \t]*/?>?$|/?>$",
)
_STATEMENT = lazy(rf"[ \t]*(?:{'|'.join(_STATEMENTS)})")
_DATA = lazy(rf"[ \t]*(?:{'|'.join((_ASSIGNMENT, *_DATA_LINES))})")
# A statement that was made a comment.
_ASSIGNED = lazy(rf"[ \t]*{_TARGET}[ \t]*=[ \t]*[\w\"'(\[{{.-]+[^ ]*;?$")
#: Signs that prose does not have, wherever they are in the line.
_SIGN = lazy(
    r"[{][ \t]*(?:(?://|/\*|#|%).*)?$"
    r"|(?:\w\(|[={}\[\]]).*[)\]}\w\"'`][ \t]*;[ \t]*(?:(?://|/\*|#).*)?$"
    r"|[\w)\]\"'][ \t]*(?:==|!=|<=|>=|&&|\|\||\+=|-=|\|=|=~|:=|=>|->|::|\+\+)[ \t]*[\w(\[\"'$!=-]"
    r"|\w\(\)|\)[ \t]*[{;]|\w\[[\w'\"$]+\][ \t]*[=.)\[;,]|[$#]\{|\$\(|\w\(\"[^\"\n]*\"[,)]|\w\('[^'\n]*'[,)]"
    r"|\{[^{}\n]*:[^{}\n]*\}|\\.*%$|\^\^[0-9a-f]{2}"
    rf"|{_COMMAND}[ \t]*[{{\[]"
    r"|<%[=-]? ?\w"
)
_QUERY = lazy(
    r"\b(?:SELECT\b.*\bFROM|INSERT INTO|UPDATE \w+ SET|CREATE (?:TABLE|INDEX|VIEW|DATABASE)|ALTER TABLE|DROP TABLE"
    r"|DELETE FROM|(?:INNER|LEFT|RIGHT|OUTER) JOIN|GROUP BY|ORDER BY|WHERE \w+ ?(?:=|<|>|LIKE|IN|IS))\b"
)
_LOG = lazy(
    r"\W{0,2}\d{4}[-/.]\d\d[-/.]\d\d[T _]\d\d:\d\d:\d\d"
    r"|\W?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d "
    r"|\W{0,2}\d\d:\d\d:\d\d(?:[.,]\d+)?\W"
    r"|\[(?:warn(?:ing)?|error|info|debug|notice|crit|alert|emerg)\]"
    r"|(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL)[ \t]{2,5}\S"
    r"|\[?(?:ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE|FATAL|CRITICAL|NOTICE|SEVERE)\b(?:[\]:]|[ \t]{1,5}(?:\[|[a-z]\w*\.\w))"
    r"|\S+ \S+ \S+ \[\d\d/[A-Z]"
    r"|(?:Get|Hit|Ign|Err):\d+ |\[ *\d+\.\d+\] "
)
_COMMANDS = (
    "sudo|apt|apt-get|aptitude|dpkg|git|cd|ls|mkdir|export|echo|systemctl|service|docker|pip|pip3|npm|yarn|make|cmake|curl"
    "|wget|cp|mv|rm|chmod|chown|grep|sed|awk|cat|ssh|scp|tar|python|python3|perl|ruby|node|java|gcc|mount|kill|find|touch"
    "|ln|man|su|useradd|adduser|journalctl"
)
# root@host:~# and a command of the list behind a prompt need no option.
_PROMPT = lazy(rf"[ \t]*(?:[\w.-]+@[\w.-]+:[\w~/.-]*[$#]|[$#] (?:{_COMMANDS})) ")
_SHELL = lazy(
    rf"[ \t]*(?:(?:[\w.@~:/-]*[$#]|\$|>|%) [A-Za-z./~]|(?:{_COMMANDS})(?: [^ \n]+){{0,12}}$(?:(?<![.!?])|(?<=[ /]\.)))"
)
_OPTION = lazy(
    r"(?:^|\s)--?[A-Za-z][\w-]*|[\w.-]+/[\w.-]+|[ \t]*(?:sudo|systemctl|git|apt|apt-get|dpkg|cd|docker|pip|npm"
    r"|mkdir|chmod|chown|grep|sed|awk|wget|scp|useradd|adduser|journalctl|yarn|cmake|gcc)\b"
)
_COMMENT_SIGN = lazy(r"[ \t]*(?://|/\*|\*|#|--|%|;|\"\"\"|''')")
_HEREDOC = lazy(r"<<[-~]?[ \t]*(?P<quote>[\"']?)(?P<end>[A-Za-z_]\w*)(?P=quote)(?!\S*[>»])")
# Between the letters of two parts there must be a hyphen: with an optional one, a long word has too many readings.
_PLAIN_TOKEN = lazy(r"[\"'„“”»«(]?[^\W\d_]+(?:-[^\W\d_]+){0,5}-?[,.;:!?)\"'“”»«]{0,3}")
# Four words side by side, and an end of a sentence.
_SENTENCE = lazy(
    r"[^\W\d_]{2,},? [^\W\d_A-Z]{2,},? [^\W\d_]{2,},? [^\W\d_]{2,}.*[^\W\d_A-Z()][)\"“”»«]?[.!?:][\"“”»«)]?\s*$"
)
#: Without one of these signs, a line can only be code by its beginning.
SIGNS = "{}<>\\=_|$"
_ANY_SIGN = lazy(f"[{re.escape(SIGNS)}]")
_KEYWORDS = frozenset(
    (
        f"{_COMMANDS}|{_DECLARED}|data|lambda|File|import|from|async|def|class|if|for|while|elif|with|except|try|else|finally|return|raise|assert|del"
        "|break|continue|pass|fi|done|esac|end|then|package|using|use|namespace|struct|union|enum|typedef|extern|interface"
        "|impl|fn|pub|trait|template|module|select|insert|update|delete|case|default|match|function|var|let|const|SELECT"
        "|fun|proc|task|INSERT|UPDATE|CREATE|ALTER|DROP|DELETE|WHERE|GROUP|ORDER|INNER|LEFT|RIGHT|OUTER|ERROR|WARN|WARNING|INFO|DEBUG"
        "|TRACE|FATAL|CRITICAL|NOTICE|SEVERE|guard|procedure|PROCEDURE|FUNCTION|VAR|CONST|INTEGER|REAL|CHARACTER|LOGICAL"
        "|COMPLEX|RUN|COPY|ADD|FROM|ENV|EXPOSE|defun|defmacro|defvar|defparameter|defn|define|setq|setf|progn|cond|mov|lea|cmp|xor|push|pop|jmp|jne|je|jz|jnz|SHOW|GRANT|puts|print|nonlocal"
    ).split("|")
)
# The beginning of most lines of prose: a word, and another one.
_TWO_WORDS = lazy(r"[ \t]*[\"'„“”»«(-]?([^\W\d_]+),? [\"'„“”»«(]?[^\W\d_]")
_match_two_words = _TWO_WORDS.match
_BEGINNING = lazy(
    r"[ \t]*(?:\"[^\"\n]{0,80}\"[ \t]*[:,]|[\w.\"-]{1,40}[;,\t][\w.\"-]{0,40}[;,\t]"
    r"|\[[ \t]*[\"']|\((?:def|set|progn|cond|lambda)|[\w./-]{1,80}\.\w{1,4}:\d|find [./~]"
    r"|(?:N|FN|ADR|TEL|ORG|EMAIL|BEGIN|END)[;:]"
    r"|\[[^\]\n]{1,80}\](?:: ?\S+$|:)|(?:In|Out) ?\[\d|[a-z][\w-]{0,40}:(?: [\w./+-]{1,40}){0,3}$"
    r"|[a-z_$][\w$]{0,40}:[ \t]*[\"'][^\n]*,$|(?:INTEGER|REAL|CHARACTER|LOGICAL|COMPLEX)\b"
    r"|diff --git|\(let \(|(?:fun|proc|task) [:\w]|[A-Z]{4,5}[ \t]{1,5}\[|WARN[ \t]|@@"
    r"|\[[a-z]{4,7}\]|(?:ERROR|WARNING|INFO|DEBUG|TRACE|FATAL)[ \t]"
    r"|\W{0,3}\d\d(?:\d\d)?[-/.:]\d\d[-/.:]\d|[-\w]+[ \t]*:.*;|[A-Z][a-z]{2} [ \d]\d \d\d:"
    r"|(?:Get|Hit|Ign|Err):\d|\S+ \S+ \S+ \[\d\d/|\[ *\d+\.\d"
    r"|[#%$>@*/;)\]\"'-]|[-\w.:@~/]*[$#] |[\w.:]+!?\(|\[[\w.-]+\]$|[A-Z]{4,}\b[\]:]|\.\. \w"
    rf"|(?:{_COMMANDS}) -|File \"|[A-Z]\w*(?:Error|Exception|Warning): )"
)
# Lines of YAML: names in small letters with short values, and the members of a list below one.
_KEY = lazy(r"[ \t]*(?:- )?[a-z][\w-]{0,40}:(?: [\w./+-]{1,40}){0,3}$")
_LISTED = lazy(r"[ \t]*- [\w./+-]{1,40}$")
_INTERPRETER = lazy(r"[ \t]*(?:>>>|\.\.\.) ")
_CALL = lazy(r"[\w.]{1,80}\(.*\)")
_ANSWER = lazy(r"[ \t]*(?:[bru]{0,2}['\"(\[{]|<\w|[A-Z]\w*Error\b)")  # what an interpreter writes below
_MEMBER = lazy(r"[ \t]*[\[{,]?[ \t]*\"[^\"\n]*\"[ \t]*:")
_STRING = lazy(r'"((?:[^"\\\n]|\\.)*)"([ \t]*:)?')
_THREE_WORDS = lazy(r"[^\W\d_]{2,}[,;:]? [^\W\d_]{2,}[,;:]? [^\W\d_]{2,}")


@lru_cache(maxsize=8)
def code_lines(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of ``text`` that are lines of code, markup, data, logs or commands, sorted and disjoint.

    >>> text = "Die Gäste kommen.\\n\\nfor (i = 0; i < n; i++) {\\n    // die Groesse\\n    f(i);\\n}"
    >>> [text[start:end][:11] for start, end in code_lines(text)]
    ['for (i = 0;']
    >>> code_lines("Laut = klug? So schnell tappen Sie in die Falle.")
    ()
    """
    signs = any(sign in text for sign in SIGNS)
    if not signs and not any(_may_be_code(line[:_LONGEST]) for line in text.split("\n") if line):
        return ()
    spans: list[tuple[int, int]] = []
    block: list[tuple[int, int, int]] = []
    heredoc, answers = "", False
    ends: dict[str, int] = {}  # where a line last begins with the end mark of a heredoc
    for start in _starts(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = text[start : min(end, start + _LONGEST)].rstrip()
        if heredoc:
            block.append((start, end, _CODE))
            heredoc = "" if line.strip() == heredoc else heredoc
        elif not line:
            _close(block, spans)
        else:
            may_be = _may_be_code(line) or (signs and _ANY_SIGN.search(line) is not None)
            kind = _kind(line) if may_be else _PROSE
            answers = answers and bool(block) and _ANSWER.match(line) is not None
            block.append((start, end, _CODE if answers else kind))
            answers = answers or (kind == _CODE and _INTERPRETER.match(line) is not None)
            opened = _HEREDOC.search(line) if "<<" in line else None
            if opened:
                name = opened["end"]
                last = ends[name] if name in ends else ends.setdefault(name, text.rfind(f"\n{name}"))
                heredoc = name if last >= end else ""
    _close(block, spans)
    return tuple(spans)


def _starts(text: str) -> Iterator[int]:
    """Where the lines of ``text`` begin."""
    start = 0
    while start >= 0:
        yield start
        start = text.find("\n", start) + 1 or -1


def _may_be_code(line: str) -> bool:
    """Whether a line without signs may be code by its beginning."""
    words = _match_two_words(line)
    return words[1] in _KEYWORDS if words else _BEGINNING.match(line) is not None or line.strip() in _KEYWORDS


def _kind(line: str) -> int:
    statement = _STATEMENT.match(line)
    data = None if statement else _DATA.match(line)
    comment = None if statement or data else _COMMENT_SIGN.match(line)
    if _INTERPRETER.match(line):
        entered = line.strip()[4:].strip()
        return _CODE if entered and (_CALL.fullmatch(entered) or _kind(entered) == _CODE) else _PROSE
    if comment and not _PROMPT.match(line):
        return _CODE if _ASSIGNED.match(line, comment.end()) else _COMMENT
    if _LOG.match(line) or _PROMPT.match(line) or (_SHELL.match(line) and _OPTION.search(line)):
        return _CODE
    if _QUERY.search(line):
        return _CODE
    if not statement and not data and not _SIGN.search(line):
        return _PAIR if _KEY.match(line) else _MEMBER_OF_LIST if _LISTED.match(line) else _PROSE
    ends_as_code = line[-1] in "{;:"
    if statement or _MEMBER.match(line) or ends_as_code:
        return _PROSE if _SENTENCE.search(line) and not ends_as_code else _CODE
    return _PROSE if _reads_like_prose(line) else _CODE


def _reads_like_prose(line: str) -> bool:
    """Whether most of the line is plain words, and there are four of them or more."""
    tokens = line.split()
    plain = sum(_PLAIN_TOKEN.fullmatch(token) is not None for token in tokens)
    return plain >= 4 and plain >= 0.6 * len(tokens)


def _close(block: list[tuple[int, int, int]], spans: list[tuple[int, int]]) -> None:
    """End a block. All of it is code if at least half of its lines are that are no comments."""
    code = sum(kind == _CODE for *_, kind in block)
    kinds = {kind for *_, kind in block}
    whole = len(block) > 1 and _PAIR in kinds and kinds <= {_PAIR, _MEMBER_OF_LIST}
    if not code and not whole:
        block.clear()
        return
    whole = whole or code >= max(1, sum(kind in (_PROSE, _PAIR, _MEMBER_OF_LIST) for *_, kind in block))
    for start, end, kind in block:
        if whole or kind == _CODE:
            if spans and spans[-1][1] == start - 1:
                start = spans.pop()[0]
            spans.append((start, end))
    block.clear()


def is_prose_value(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` lies in a string of JSON that is prose: three words side by side, and no key.

    >>> text = '{"titel": "Gäste kommen heute", "ort": "Köln"}'
    >>> is_prose_value(text, 12, 15), is_prose_value(text, 40, 44)
    (True, False)
    """
    reach = 2 * _LONGEST
    shift = max(text.rfind("\n", max(0, start - reach), start) + 1, start - reach, 0)
    line = text[shift : end + reach].partition("\n")[0]
    if not _MEMBER.match(line):
        return False
    for string in _STRING.finditer(line):
        if string.start(1) + shift <= start and end <= string.end(1) + shift:
            return string[2] is None and _THREE_WORDS.search(string[1]) is not None
    return False
