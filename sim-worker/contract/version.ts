/** The version of this project, for reports and the command line; that of package.json. */
export const ampscopeVersion = '0.1.0';
