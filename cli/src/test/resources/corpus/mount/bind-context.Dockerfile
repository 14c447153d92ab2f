FROM base
RUN --mount=type=bind,target=/ctx cat /ctx/a.txt /ctx/ignored/keep.txt > /out; ls /ctx/ignored >> /out
