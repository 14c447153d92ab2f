FROM base
MAINTAINER Somebody <some@body.example>
