FROM base
ARG URL
ADD --checksum=sha256:7e4fa2eb8c7ac089739d5defc4489fad68a100d92082ca35c6b40a4524821f87 $URL/a.txt /dest/
# case: args --build-arg URL=@HTTP@
# case: fails
