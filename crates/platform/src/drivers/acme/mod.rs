//! Certificates of an authority that speaks ACME (RFC 8555), such as Let's Encrypt, by the crate `instant-acme`. Names
//! are proven over HTTP (section 8.3): the authority fetches an answer from port 80 of each name.

use instant_acme::{
    Account, AccountCredentials, AuthorizationStatus, ChallengeType, Identifier, NewAccount, NewOrder, Order,
    OrderStatus, RetryPolicy,
};
use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

/// How long an authority may take to look at a name, or to sign.
const WITHIN: Duration = Duration::from_secs(120);

/// An authority, and who answers for the certificates.
#[derive(Debug, Clone)]
pub struct Acme {
    /// URL of its directory.
    pub directory: String,
    /// Where it writes to before a certificate runs out; none: nowhere.
    pub contact: Option<String>,
    /// A file (PEM) with the root that its own HTTPS is checked by; none: the machine's.
    pub root: Option<PathBuf>,
}

/// A certificate with its chain, and its key, as PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    pub chain: String,
    pub key: String,
}

#[derive(Debug, thiserror::Error)]
pub enum AcmeError {
    #[error("the certificate authority refused or did not answer: {0}")]
    Authority(#[from] instant_acme::Error),
    #[error("the account at the certificate authority cannot be read: {0}")]
    Account(#[from] serde_json::Error),
    #[error("the certificate authority does not prove names over HTTP")]
    NoHttpChallenge,
    #[error("the certificate authority could not prove {0}: {1}")]
    NotProven(String, String),
    #[error("the answer for the certificate authority could not be kept: {0}")]
    NotKept(String),
}

impl Acme {
    /// Opens an account by what [`Acme::register`] gave.
    pub async fn account(&self, credentials: &str) -> Result<Account, AcmeError> {
        let credentials: AccountCredentials = serde_json::from_str(credentials)?;
        Ok(self.builder()?.from_credentials(credentials).await?)
    }

    /// Makes an account, and agrees to the authority's terms. The text opens it again.
    pub async fn register(&self) -> Result<(Account, String), AcmeError> {
        let contact = self.contact.as_ref().map(|address| format!("mailto:{address}"));
        let contact: Vec<&str> = contact.as_deref().into_iter().collect();
        let wish =
            NewAccount { contact: &contact, terms_of_service_agreed: true, only_return_existing: false };
        let (account, credentials) = self.builder()?.create(&wish, self.directory.clone(), None).await?;
        Ok((account, serde_json::to_string(&credentials)?))
    }

    fn builder(&self) -> Result<instant_acme::AccountBuilder, AcmeError> {
        Ok(match &self.root {
            Some(root) => Account::builder_with_root(root)?,
            None => Account::builder()?,
        })
    }
}

/// Gets a certificate for names. `keep` puts an answer (token, text) where the authority finds it.
pub async fn order<K, F>(account: &Account, names: &[String], keep: K) -> Result<Issued, AcmeError>
where
    K: Fn(String, String) -> F,
    F: Future<Output = Result<(), String>>,
{
    let identifiers: Vec<Identifier> = names.iter().cloned().map(Identifier::Dns).collect();
    let mut order = account.new_order(&NewOrder::new(&identifiers)).await?;
    answer(&mut order, keep).await?;
    let patience = RetryPolicy::new().timeout(WITHIN);
    if order.poll_ready(&patience).await? != OrderStatus::Ready {
        return Err(not_proven(&mut order).await);
    }
    let key = order.finalize().await?;
    let chain = order.poll_certificate(&patience).await?;
    Ok(Issued { chain, key })
}

async fn answer<K, F>(order: &mut Order, keep: K) -> Result<(), AcmeError>
where
    K: Fn(String, String) -> F,
    F: Future<Output = Result<(), String>>,
{
    let mut authorizations = order.authorizations();
    while let Some(authorization) = authorizations.next().await {
        let mut authorization = authorization?;
        if authorization.status == AuthorizationStatus::Valid {
            continue;
        }
        let mut challenge =
            authorization.challenge(ChallengeType::Http01).ok_or(AcmeError::NoHttpChallenge)?;
        let text = challenge.key_authorization().as_str().to_string();
        keep(challenge.token.clone(), text).await.map_err(AcmeError::NotKept)?;
        challenge.set_ready().await?;
    }
    Ok(())
}

/// Which name it was, and what the authority says about it.
async fn not_proven(order: &mut Order) -> AcmeError {
    let mut authorizations = order.authorizations();
    while let Some(Ok(authorization)) = authorizations.next().await {
        let name = authorization.identifier().to_string();
        let wrong = authorization.challenges.iter().find_map(|challenge| challenge.error.as_ref());
        if let Some(wrong) = wrong {
            return AcmeError::NotProven(name, wrong.to_string());
        }
    }
    AcmeError::NotProven("a name".into(), "it did not say why".into())
}
