FROM base
ARG V=foo-bar-foo
ENV A=${V/foo/baz} B=${V//foo/baz} C=${V//-/} D=${V/b*r/X}
