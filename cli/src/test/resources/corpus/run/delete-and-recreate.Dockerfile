FROM base
RUN rm -r /opt/dir && mkdir /opt/dir && echo new > /opt/dir/new
