"""Which names and imports a Python author may use. It narrows what code can reach; it is no wall, the box is."""

import ast
import builtins
from collections.abc import Iterable, Iterator
from typing import Final

HARMLESS_WORDS: Final = """
    __future__ abc array bisect calendar cmath collections contextlib copy dataclasses datetime decimal difflib enum
    fractions functools graphlib hashlib heapq hmac html itertools json keyword math numbers operator pprint queue
    random re secrets statistics string struct textwrap threading time typing unicodedata uuid zlib zoneinfo
    """
HARMLESS: Final = frozenset(HARMLESS_WORDS.split())
MODULES_WORDS: Final = """
    os sys builtins importlib inspect subprocess socket ctypes gc unittest runpy pickle marshal atexit signal
    faulthandler traceback linecache _os _sys _builtins _importlib _inspect _thread _io _collections_abc
    """
MODULES: Final = frozenset(MODULES_WORDS.split())
BUILTINS_WORDS: Final = """
    __import__ __builtins__ __loader__ __spec__ eval exec compile open input breakpoint globals locals vars dir
    """
BUILTINS: Final = frozenset(BUILTINS_WORDS.split())
BY_NAME: Final = frozenset({"getattr", "setattr", "delattr", "hasattr"})
ATTRIBUTES_WORDS: Final = """
    __globals__ __builtins__ __subclasses__ __code__ __closure__ __dict__ __base__ __bases__ __mro__ __loader__
    __spec__ __getattribute__ __setattr__ __delattr__ __func__ __self__ __wrapped__ __traceback__ __context__ __cause__
    __reduce__ __reduce_ex__ __defaults__ __kwdefaults__ __annotations__ __annotate__ __match_args__ mro
    tb_frame tb_next with_traceback f_back f_globals f_locals f_builtins f_code gi_frame gi_code cr_frame cr_code
    ag_frame ag_code get_field attrgetter methodcaller get_type_hints ForwardRef evaluate_forward_ref
    """
ATTRIBUTES: Final = frozenset(ATTRIBUTES_WORDS.split())


class Refused(Exception):
    """The author's text asks for something that the policy keeps out."""


def parsed(*, name: str, source: str) -> ast.Module:
    """Raises SyntaxError, whatever it is that the parser can't take."""
    try:
        return ast.parse(source, filename=name)
    except (ValueError, RecursionError, MemoryError) as problem:
        raise SyntaxError(f"this can't be read: {problem or type(problem).__name__}") from None


def check(*, trees: dict[str, ast.Module], reference: Iterable[ast.Module], ours: Iterable[str]) -> None:
    """`ours` are modules that may always be imported: the author's own and those laid beside them."""
    used = {word for tree in reference for node in ast.walk(tree) for word in _words(node=node)}
    imported = {module for tree in reference for node in ast.walk(tree) for module in _imports(node=node)}
    allowed = HARMLESS | imported | set(ours)
    for name, tree in trees.items():
        literal = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_literal(call=node)}
        for node in ast.walk(tree):
            line = f"{name}, line {getattr(node, 'lineno', 1)}"
            for module in _imports(node=node):
                if module.split(".")[0] not in allowed and module not in allowed:
                    raise Refused(f"{line}: the import of {module} is not allowed here.")
            for word in _words(node=node):
                if word in _banned(node=node) - used - imported:
                    raise Refused(f"{line}: {word} can't be used here.")
                if word in BY_NAME - used and isinstance(node, ast.Name) and id(node) not in literal:
                    raise Refused(f"{line}: {word} can only be used with an attribute's name written out.")


def _banned(*, node: ast.AST) -> frozenset[str]:
    """A method may be called `open` or `compile`; only the bare name is the builtin."""
    return MODULES | ATTRIBUTES | BUILTINS if isinstance(node, ast.Name) else MODULES | ATTRIBUTES


def _imports(*, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield "." if node.level else node.module or "."


def _words(*, node: ast.AST) -> Iterator[str]:
    """Every name by which this node reaches for something."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.MatchClass):
        yield from node.kwd_attrs
    elif isinstance(node, ast.ImportFrom):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.Call) and _is_literal(call=node):
        yield node.args[1].value  # type: ignore[attr-defined]  # _is_literal saw that it is a constant string


def _is_literal(*, call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Name) or call.func.id not in BY_NAME or len(call.args) < 2:
        return False
    word = call.args[1]
    return isinstance(word, ast.Constant) and isinstance(word.value, str) and hasattr(builtins, call.func.id)
